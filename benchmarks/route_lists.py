"""Routes of well-known applications, as their documentation and their pages show them.

A slot is written `{name:kind}`; its kind says which values it takes (`benchmarks.route_traffic`).
Only routes that visitors or clients use, not everything the application answers to; what whole
applications answer to, as they print it themselves, is in `routes/`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_TEXTS: Final[Mapping[str, str]] = {
    "oscar": """
        / /catalogue /catalogue/{title_and_pk:titled}
        /catalogue/category/{path_and_pk:titled} /catalogue/{title_and_pk:titled}/reviews
        /catalogue/{title_and_pk:titled}/reviews/add
        /catalogue/{title_and_pk:titled}/reviews/{review:id} /search /basket
        /basket/add/{pk:id} /basket/saved /basket/vouchers/add /checkout
        /checkout/shipping-address /checkout/shipping-method /checkout/payment-method
        /checkout/payment-details /checkout/preview /checkout/thank-you /accounts/login
        /accounts/register /accounts/profile /accounts/profile/edit /accounts/orders
        /accounts/orders/{number:id} /accounts/addresses /accounts/addresses/{pk:id}
        /accounts/addresses/{pk:id}/delete /accounts/wishlists
        /accounts/wishlists/{key:token} /accounts/wishlists/add/{pk:id} /offers
        /offers/{slug:few}
    """,
    "gitlab": """
        / /explore /explore/groups /users/sign_in /users/sign_up /dashboard/projects
        /dashboard/issues /dashboard/merge_requests /{group:user}/{project:slug}
        /{group:user}/{project:slug}/-/issues /{group:user}/{project:slug}/-/issues/{iid:id}
        /{group:user}/{project:slug}/-/issues/new
        /{group:user}/{project:slug}/-/merge_requests
        /{group:user}/{project:slug}/-/merge_requests/{iid:id}
        /{group:user}/{project:slug}/-/merge_requests/{iid:id}/diffs
        /{group:user}/{project:slug}/-/commit/{sha:sha}
        /{group:user}/{project:slug}/-/pipelines
        /{group:user}/{project:slug}/-/pipelines/{id:id}
        /{group:user}/{project:slug}/-/jobs/{id:id} /{group:user}/{project:slug}/-/branches
        /{group:user}/{project:slug}/-/tags /{group:user}/{project:slug}/-/settings/ci_cd
        /search /help /help/user/index
    """,
    "discourse": """
        / /latest /top /new /unread /categories /c/{category:few}/{id:id}
        /t/{title:slug}/{id:id} /t/{title:slug}/{id:id}/{post:id} /u/{username:user}
        /u/{username:user}/summary /u/{username:user}/activity /u/{username:user}/messages
        /u/{username:user}/preferences/account /tag/{tag:few} /tags /search /about /faq /tos
        /privacy /login /signup /badges /badges/{id:id}/{name:few} /g /g/{group:few}
        /admin/users/list/active /admin/users/{id:id}/{username:user} /raw/{id:id}
        /posts/{id:id}/raw
    """,
    "redmine": """
        / /login /logout /my/page /my/account /projects /projects/{project:slug}
        /projects/{project:slug}/issues /projects/{project:slug}/issues/new
        /projects/{project:slug}/wiki /projects/{project:slug}/wiki/{page:slug}
        /projects/{project:slug}/activity /projects/{project:slug}/roadmap
        /projects/{project:slug}/repository /projects/{project:slug}/settings /issues
        /issues/{id:id} /issues/{id:id}/edit /issues/{id:id}/watchers /versions/{id:id}
        /news /news/{id:id} /users/{id:id} /attachments/{id:id}
        /attachments/download/{id:id}/{file:file} /time_entries
        /boards/{board:id}/topics/{id:id} /search /admin /admin/projects
    """,
    "mastodon": """
        / /explore /public /public/local /notifications /home /favourites /bookmarks /lists
        /lists/{id:longid} /@{account:user} /@{account:user}/{status:longid}
        /@{account:user}/followers /@{account:user}/following /@{account:user}/media
        /tags/{tag:word} /settings/profile /settings/preferences/appearance /auth/sign_in
        /auth/sign_up /about /api/v1/accounts/{id:longid}
        /api/v1/accounts/{id:longid}/statuses /api/v1/statuses/{id:longid}
        /api/v1/statuses/{id:longid}/context /api/v1/statuses/{id:longid}/favourite
        /api/v1/timelines/home /api/v1/timelines/public /api/v1/timelines/tag/{tag:word}
        /api/v2/search /api/v1/notifications
    """,
    "wordpress": """
        / /{year:year}/{month:month}/{day:day}/{post:slug} /{year:year}/{month:month}
        /category/{category:few} /category/{category:few}/page/{page:page} /tag/{tag:word}
        /author/{author:user} /page/{page:page} /about /contact /shop /shop/page/{page:page}
        /product/{product:slug} /product-category/{category:few} /cart /checkout
        /checkout/order-received/{order:id} /my-account /my-account/orders
        /my-account/view-order/{order:id} /my-account/edit-address /wp-login.php /feed
        /comments/feed /wp-json/wp/v2/posts /wp-json/wp/v2/posts/{id:id}
        /wp-json/wp/v2/media/{id:id}
    """,
    "mediawiki": """
        /wiki/{title:title} /wiki/Main_Page /w/index.php /w/api.php /wiki/Special:Search
        /wiki/Special:RecentChanges /wiki/Special:Random /w/load.php
        /api/rest_v1/page/summary/{title:title} /api/rest_v1/page/html/{title:title}
        /api/rest_v1/page/related/{title:title}
    """,
    "mlflow": """
        /api/2.0/mlflow/experiments/search /api/2.0/mlflow/experiments/get
        /api/2.0/mlflow/experiments/create /api/2.0/mlflow/runs/search
        /api/2.0/mlflow/runs/get /api/2.0/mlflow/runs/create /api/2.0/mlflow/runs/log-metric
        /api/2.0/mlflow/runs/log-parameter /api/2.0/mlflow/runs/update
        /api/2.0/mlflow/metrics/get-history /api/2.0/mlflow/artifacts/list
        /api/2.0/mlflow/registered-models/search
        /api/2.0/mlflow-artifacts/artifacts/{run:uuid}/{file:file} /health /version
        /#/experiments /#/experiments/{id:id} /#/experiments/{id:id}/runs/{run:hex}
        /#/models /#/models/{name:slug} /#/models/{name:slug}/versions/{version:page}
    """,
    "payments": """
        /v1/charges /v1/charges/{id:key} /v1/charges/{id:key}/capture /v1/customers
        /v1/customers/{id:key} /v1/customers/{id:key}/sources
        /v1/customers/{id:key}/sources/{source:key} /v1/invoices /v1/invoices/{id:key}
        /v1/invoices/{id:key}/pay /v1/invoices/{id:key}/lines /v1/invoices/upcoming
        /v1/subscriptions /v1/subscriptions/{id:key} /v1/refunds /v1/refunds/{id:key}
        /v1/events /v1/events/{id:key} /v1/balance /v1/balance/history
    """,
    "storefront": """
        /{locale:locale} /{locale:locale}/collections/{handle:few}
        /{locale:locale}/collections/{handle:few}/products/{handle:slug}
        /{locale:locale}/products/{handle:slug}
        /{locale:locale}/products/{handle:slug}/reviews /{locale:locale}/cart
        /{locale:locale}/cart/add /{locale:locale}/search /{locale:locale}/account
        /{locale:locale}/account/login /{locale:locale}/account/orders/{id:hex}
        /{locale:locale}/pages/{handle:few} /{locale:locale}/blogs/news/{handle:slug}
        /{locale:locale}/policies/refund-policy
    """,
}

_UNSEEN_TEXTS: Final[Mapping[str, str]] = {
    "magento": """
        / /{category:few}.html /{category:few}/{sub:few}.html /{product:slug}.html
        /catalog/product/view/id/{id:id} /catalog/category/view/id/{id:id}
        /catalog/product_compare/add/product/{id:id} /catalogsearch/result /checkout/cart
        /checkout/cart/add/product/{id:id} /checkout /checkout/onepage/success
        /customer/account/login /customer/account/create /customer/account
        /customer/account/edit /sales/order/history /sales/order/view/order_id/{id:id}
        /sales/order/reorder/order_id/{id:id} /customer/address
        /customer/address/edit/id/{id:id} /wishlist /wishlist/index/add/product/{id:id}
        /review/product/list/id/{id:id} /rest/V1/products/{sku:sku} /rest/V1/carts/mine
        /rest/V1/carts/mine/items/{id:id} /rest/V1/guest-carts/{id:key}
        /rest/V1/guest-carts/{id:key}/items /privacy-policy
    """,
    "jira": """
        / /secure/Dashboard.jspa /projects /projects/{key:code}/issues
        /projects/{key:code}/summary /browse/{issue:issue} /browse/{key:code}
        /jira/software/projects/{key:code}/boards/{id:id}
        /jira/software/projects/{key:code}/boards/{id:id}/backlog /issues
        /secure/CreateIssue.jspa /secure/EditIssue.jspa
        /plugins/servlet/project-config/{key:code} /rest/api/2/issue/{issue:issue}
        /rest/api/2/issue/{issue:issue}/comment
        /rest/api/2/issue/{issue:issue}/comment/{id:id}
        /rest/api/2/issue/{issue:issue}/transitions /rest/api/2/search
        /rest/api/2/project/{key:code} /rest/api/2/user /rest/agile/1.0/board/{id:id}/sprint
        /rest/agile/1.0/sprint/{id:id}/issue /secure/attachment/{id:id}/{file:file}
        /people/{id:hex} /login.jsp
    """,
    "gitea": """
        / /explore/repos /explore/users /user/login /user/sign_up /user/settings
        /notifications /issues /pulls /{owner:user} /{owner:user}/{repo:slug}
        /{owner:user}/{repo:slug}/issues /{owner:user}/{repo:slug}/issues/{id:id}
        /{owner:user}/{repo:slug}/issues/new /{owner:user}/{repo:slug}/pulls
        /{owner:user}/{repo:slug}/pulls/{id:id}
        /{owner:user}/{repo:slug}/pulls/{id:id}/files
        /{owner:user}/{repo:slug}/commits/branch/main
        /{owner:user}/{repo:slug}/commit/{sha:sha} /{owner:user}/{repo:slug}/src/branch/main
        /{owner:user}/{repo:slug}/src/branch/main/{file:file}
        /{owner:user}/{repo:slug}/releases
        /{owner:user}/{repo:slug}/releases/tag/{tag:version} /{owner:user}/{repo:slug}/wiki
        /{owner:user}/{repo:slug}/wiki/{page:title} /{owner:user}/{repo:slug}/settings
        /api/v1/repos/{owner:user}/{repo:slug}
        /api/v1/repos/{owner:user}/{repo:slug}/issues/{id:id} /api/v1/user /repo/create
    """,
    "nextcloud": """
        / /login /apps/files /apps/files/files/{id:id} /apps/dashboard
        /apps/calendar/dayGridMonth/now /apps/calendar/{view:few}/{day:date}
        /apps/contacts/{group:few}/{id:key} /apps/photos/albums/{album:title}
        /apps/deck/board/{id:id} /apps/deck/board/{id:id}/card/{card:id}
        /apps/notes/note/{id:id} /s/{token:share} /s/{token:share}/download /f/{id:id}
        /u/{user:user} /call/{token:call} /settings/user /settings/user/security
        /settings/users /settings/users/{group:few} /index.php/apps/mail/box/{id:id}
        /index.php/apps/mail/box/{id:id}/thread/{thread:id}
        /remote.php/dav/files/{user:user}/{file:file}
        /remote.php/dav/calendars/{user:user}/personal/{event:file}
        /ocs/v2.php/apps/notifications/api/v2/notifications
        /ocs/v2.php/apps/spreed/api/v4/room/{token:call} /ocs/v2.php/cloud/users/{user:user}
        /status.php
    """,
    "stackexchange": """
        / /questions /questions/{id:id}/{title:slug}
        /questions/{id:id}/{title:slug}/{answer:id} /questions/tagged/{tag:word}
        /questions/ask /q/{id:id} /a/{id:id} /a/{id:id}/{user:id} /users
        /users/{id:id}/{name:user} /users/{id:id} /users/login /users/signup
        /users/edit/{id:id} /tags /tags/{tag:word}/info /badges /badges/{id:id}/{name:few}
        /posts/{id:id}/edit /posts/{id:id}/revisions /posts/{id:id}/timeline /review
        /review/{queue:few} /review/{queue:few}/{id:id} /revisions/{id:uuid}/view-source
        /search /help /help/{article:slug} /tour /company /unanswered/tagged/{tag:word}
    """,
}


def route_lists() -> dict[str, tuple[str, ...]]:
    """The routes of each application."""
    return {name: tuple(text.split()) for name, text in _TEXTS.items()}


def unseen_route_lists() -> dict[str, tuple[str, ...]]:
    """The routes of applications that the rules were not made with."""
    return {name: tuple(text.split()) for name, text in _UNSEEN_TEXTS.items()}


def whole_route_lists(*, unseen: bool = False) -> dict[str, tuple[str, ...]]:
    """All routes of each application; of those that the rules were made with, or of others."""
    folder = Path(__file__).parent / "routes" / ("unseen" if unseen else "seen")
    return {one.stem: tuple(one.read_text().split()) for one in sorted(folder.glob("*.txt"))}
