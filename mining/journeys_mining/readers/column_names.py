"""What columns are called that hold a part of an event, in the tables of many tools."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

_BY_PREFERENCE = {
    "user": """
        user_id userid uid user person_id distinct_id user_pseudo_id domain_userid
        amplitude_id anonymous_id visitor_id visitorid idvisitor client_id clientid
        device_id fullvisitorid fingerprint customer_id customer account_id member_id
        usr_id visitor username person principal_id mpid ecid_id mcid_id profile_object_id _p
    """,
    "time": """
        timestamp event_timestamp event_time derived_tstamp time ts collector_tstamp
        datetime date_time created_at occurred_at event_at server_time hit_time_gmt
        client_event_time original_timestamp received_at logged_at event_time_msec
        timestamp_ms timestamp_micros start_time started_at edge_start_timestamp browser_time
        req_time_sec time_generated utc_time date
    """,
    "event": """
        event_name eventname event event_type action event_action action_name name type activity
        page_name screen_name concept_name page screen step verb e _n
    """,
    "url": """
        page_url current_url page_location url page_view_page_url context_page_url uri
        request_uri request_url full_url url_full url_original location href
        page_path page_urlpath url_path pathname path request_path req_path cs_uri_stem page target
        view
    """,
    "session": """
        session_id sessionid ga_session_id domain_sessionid session idvisit visit_id visitid
        context_session_id session_key lsid case_id case_concept_name
    """,
    "method": "method http_method request_method cs_method req_method verb",
    "status": """
        status status_code http_status response_status sc_status http_response_status_code
        response_code result_code response
    """,
    "ordinal": """
        event_index event_sequence sequence_number sequence seq seq_no event_order hit_number
        batch_event_index
    """,
    "duration": """
        load_ms duration_ms response_time_ms latency_ms elapsed_ms load_time_ms
        page_load_time load_time response_time duration latency time_taken request_time
    """,
    "agent": "user_agent useragent http_user_agent user_agent_original agent ua",
}
NAMES: Final = {role: tuple(names.split()) for role, names in _BY_PREFERENCE.items()}
"""The names for each role, the likeliest first."""
_IN_OTHER_LANGUAGES = {
    # German, French, Spanish with Portuguese and Italian, Dutch, Polish, the Nordic languages,
    # Russian, Chinese, Japanese; without accents, as `plain` writes them.
    "user": """
        benutzer_id nutzer_id besucher_id kunden_id benutzer nutzer besucher kundennummer kunde
        identifiant_utilisateur id_utilisateur id_visiteur id_client utilisateur visiteur
        id_usuario id_de_usuario id_do_usuario usuario_id usuario id_utilizador utilizador
        id_utente utente id_cliente cliente visitante visitatore
        gebruiker_id gebruikers_id gebruiker bezoeker klant_id klantnummer klant
        id_uzytkownika uzytkownik klient anvandar_id anvandare bruger_id bruger bruker_id bruker
        id_пользователя пользователь 用户id 用户_id 用户 ユーザーid ユーザー_id ユーザー
    """,
    "time": """
        zeitstempel zeitpunkt datum_und_uhrzeit datum_uhrzeit zeit horodatage date_et_heure
        date_heure marca_de_tiempo marca_temporal fecha_y_hora fecha_hora data_e_hora data_hora
        marca_temporale data_e_ora data_ora tijdstip tijdstempel datum_en_tijd datum_tijd
        data_i_godzina czas tidpunkt tidspunkt fecha datum data
        дата_и_время время дата 时间戳 时间 日期 タイムスタンプ 日時 日付
    """,
    "event": """
        ereignisname ereignis aktion aktivitat nom_de_l_evenement nom_evenement evenement
        nombre_del_evento nombre_evento nome_do_evento nome_evento evento accion actividad acao
        atividade azione attivita gebeurtenis actie activiteit zdarzenie akcja handelse
        событие действие 事件名称 事件 イベント名 イベント
        seite pagina strona страница 页面 ページ
    """,
    "url": """
        seiten_url url_der_seite seitenpfad seite pfad url_de_la_page chemin url_de_la_pagina
        url_da_pagina url_della_pagina pagina ruta caminho percorso strona sciezka
        url_страницы страница 页面url 页面_url 页面 ページurl ページ_url ページ
    """,
    "session": """
        sitzungs_id sitzung_id sitzung besuch id_session id_de_session id_visite visite
        id_sesion id_de_sesion sesion id_sessao id_da_sessao sessao id_sessione sessione id_visita
        sessie_id sessie id_sesji sesja id_сессии сессия визит 会话id 会话_id 会话
        セッションid セッション_id セッション
    """,
}  # fmt: skip
FOREIGN_NAMES: Final = {role: tuple(names.split()) for role, names in _IN_OTHER_LANGUAGES.items()}
"""The same in other languages than English; some are words of English for something else."""
QUERIES: Final = (
    "url_query", "uri_query", "cs_uri_query", "query_string", "querystring", "query_str",
    "querystr", "page_urlquery", "page_query", "request_query", "query", "search_params",
    "url_search",
)  # fmt: skip
"""What the query of a URL is called that has a column of its own."""
ADDRESSES: Final = (
    "ip", "ip_address", "client_ip", "clientip", "c_ip", "cip", "remote_addr", "remote_ip",
    "remote_address", "source_ip", "cli_ip", "x_forwarded_for",
)  # fmt: skip
CLICKS: Final = ("click", "$click", "tap", "touch")
"""What an event is called that says only that something was hit, in small letters."""
HIT_TEXTS: Final = (
    "event_target_text", "target_text", "element_text", "el_text", "click_text", "link_text",
    "button_text", "inner_text", "target_name", "label", "text",
)  # fmt: skip
"""What the text of the element is called that was hit."""
DEVICES: Final = (
    "anonymous_id", "anon_id", "device_id", "client_id", "clientid", "user_pseudo_id", "visitor_id",
    "visitorid", "idvisitor", "domain_userid", "cookie_id", "fullvisitorid", "fingerprint",
    "visitor",
)  # fmt: skip
ACCOUNTS: Final = (
    "user_id", "userid", "uid", "customer_id", "member_id", "username", "usr_id", "login_id",
)  # fmt: skip


def called(wanted: Sequence[str], columns: Iterable[str]) -> list[str]:
    """The columns that are called so, else those whose names end so: `events_user_id`."""
    endings = {column: endings_of(column) for column in columns}
    exactly = [column for name in wanted for column in endings if name in endings[column]]
    return exactly or [
        column
        for name in wanted
        if "_" in name
        for column in endings
        if endings[column][0].endswith(f"_{name}")
    ]


def endings_of(column: str) -> tuple[str, ...]:
    """What a column may be called: its name, and of a place in a record its last part or two.

    >>> endings_of("view.session.id"), endings_of("User ID")
    (('view.session.id', 'id', 'session_id'), ('user_id',))
    """
    whole = re.sub(r"(\.0)+$", "", plain(column))
    parts = whole.split(".")
    if len(parts) > 1:
        return (whole, parts[-1], "_".join(parts[-2:]))
    # One letter is a name only where it is marked as one, as in Kissmetrics' `_p`.
    return (whole, column) if re.fullmatch("_[a-z]", column) else (whole,)


def plain(name: str) -> str:
    """`context.page.pageUrl` → `context.page.page_url`, `$Current URL` → `current_url`.

    >>> plain("ID de página"), plain("Zeit (UTC)")
    ('id_de_pagina', 'zeit_utc')
    """
    snake = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    if not snake.isascii():
        # Without the accents, that many leave away; marks of other scripts are part of a letter.
        apart = unicodedata.normalize("NFKD", snake)
        snake = unicodedata.normalize("NFKC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", apart))
    return ".".join(re.sub(r"[\W_]+", "_", part).strip("_") for part in snake.split("."))
