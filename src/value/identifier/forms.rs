//! The table of forms: one row a number that packs may ask for. What its register publishes is in
//! the row; a rule of check digits that nobody publishes is not guessed.

use crate::value::identifier::Trust::{Doubtful, Shape, Sure};
use crate::value::identifier::check_digit as rule;
use crate::value::identifier::{CheckDigits, Form, Trust};

/// A row whose numbers have no published check digits and no blanks but those between groups.
const fn form(name: &'static str, title: &'static str, pattern: &'static str) -> Form {
    Form {
        name,
        title,
        looks: "",
        ignored: " ",
        pattern,
        wider: None,
        check: None,
        by_country: false,
        trust: Sure,
        source: "",
    }
}

impl Form {
    const fn looks(self, looks: &'static str) -> Form {
        Form { looks, ..self }
    }

    const fn ignoring(self, ignored: &'static str) -> Form {
        Form { ignored, ..self }
    }

    const fn wider(self, from: &'static str, pattern: &'static str) -> Form {
        Form { wider: Some((from, pattern)), ..self }
    }

    /// Its check digits stand from a place to another, from the end where neither is positive.
    const fn checked(self, fits: fn(&[char]) -> bool, from: isize, to: isize) -> Form {
        Form { check: Some(CheckDigits { at: (from, to), fits }), ..self }
    }

    /// What its country's own row says holds, where there is one: `vat-de` behind `DE`.
    const fn by_country(self) -> Form {
        Form { by_country: true, ..self }
    }

    const fn trusted(self, trust: Trust) -> Form {
        Form { trust, ..self }
    }

    const fn of(self, source: &'static str) -> Form {
        Form { source, ..self }
    }
}

/// Every form, carriers first and then country by country.
pub const FORMS: &[Form] = &[
    form("upu-s10", "international postal item number", r"^[A-Z]{2}\d{9}[A-Z]{2}$")
        .looks("two letters, nine digits, two letters, such as `RA473124829US`")
        .checked(rule::s10, 10, 11)
        .of("UPU S10"),
    form("ups-1z", "UPS tracking number", r"^1Z[0-9A-Z]{15}\d$")
        .looks("`1Z` and sixteen letters or digits")
        .checked(rule::ups, -1, 0)
        .of("UPS; practice of the carrier"),
    form("usps-impb", "USPS tracking number", r"^9[1-5]\d{20}$")
        .looks("22 digits, the first two 91 to 95")
        .checked(rule::gs1, -1, 0)
        .of("USPS Publication 199"),
    form("royal-mail", "Royal Mail tracked item number", r"^[A-Z]{2}\d{9}GB$")
        .looks("two letters, nine digits, `GB`")
        .checked(rule::s10, 10, 11)
        .of("UPU S10"),
    form("gtin", "GTIN", r"^(\d{8}|\d{12,14})$")
        .looks("8, 12, 13 or 14 digits")
        .ignoring(" -")
        .checked(rule::gs1, -1, 0)
        .of("GS1 General Specifications"),
    form("sscc", "SSCC", r"^(00)?\d{18}$")
        .looks("18 digits, or 20 with `00` ahead")
        .checked(rule::gs1, -1, 0)
        .of("GS1 General Specifications"),
    form("dhl-de", "DHL parcel number in Germany", r"^((00)?3404\d{14,16}|JJD\d{14,18})$")
        .looks("20 digits from `003404` on, or `JJD` and 14 to 18 digits")
        .trusted(Doubtful)
        .of("practice of the carrier, not confirmed"),
    form("tracking-jp", "Japanese tracking number (お問い合わせ番号)", r"^\d{12}$")
        .looks("twelve digits such as `1234-5678-9012`")
        .ignoring("- ")
        .checked(rule::seven, -1, 0)
        .of("practice of the carriers (7DR)"),
    form(
        "uscc",
        "unified social credit code (统一社会信用代码)",
        r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$",
    )
    .looks("18 digits and capital letters, without I, O, S, V and Z")
    .checked(rule::uscc, -1, 0)
    .of("GB 32100-2015"),
    form("eori", "EORI number", r"^[A-Z]{2}[0-9A-Z]{1,15}$")
        .looks("two letters of the country and up to 15 letters or digits")
        .of("Regulation (EU) 952/2013; Regulation (EU) 2015/2446"),
    form(
        "vat-eu",
        "EU VAT number",
        concat!(
            r"^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|",
            r"PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{2,13}$",
        ),
    )
    .looks("two letters of the country and its number")
    .ignoring(" .-")
    .by_country()
    .of("VIES; the rule of each country as in its own row"),
    form("ioss", "IOSS number", r"^IM\d{10}$")
        .looks("`IM` and ten digits")
        .of("Commission guide to the import one-stop shop; no rule of its check digit at hand"),
    form("ein", "Employer Identification Number", r"^\d{2}-\d{7}$")
        .looks("nine digits such as `12-3456789`")
        .ignoring("")
        .of("IRS"),
    form("fcc-id", "FCC ID", r"^([A-Z][A-Z0-9]{2}|[2-9][A-Z0-9]{4})-?[A-Z0-9-]{1,14}$")
        .looks("three characters from a letter on, or five from 2 to 9 on, and up to 14 more")
        .of("47 CFR 2.926"),
    form(
        "vat-gb",
        "UK VAT registration number",
        r"^(GB|XI)(\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$",
    )
    .looks("`GB` and nine digits, `XI` for trade of Northern Ireland")
    .checked(rule::vat_gb, 9, 11)
    .of("HMRC"),
    form(
        "company-gb",
        "Companies House number",
        concat!(
            r"^(\d{8}|(SC|NI|OC|SO|NC|FC|GE|LP|SL|NL|RC|IP|SP|NO|GS|GN|R0|BR|NP|IC|",
            r"SI|SF|NF|AC|SA|SR|ZC|OE|CE|CS)\d{6}|R\d{7})$",
        ),
    )
    .looks("eight digits, or two letters and six digits")
    .of("Companies House"),
    form("eori-gb", "EORI number of the United Kingdom", r"^(GB|XI)\d{12}(\d{3})?$")
        .looks("`GB` or `XI` and twelve digits")
        .of("HMRC"),
    form("weee-gb", "UK WEEE producer registration number", r"^WEE/[A-Z]{2}\d{4}[A-Z]{2}[A-Z]?$")
        .looks("`WEE/` and two letters, four digits, two or three letters")
        .trusted(Doubtful)
        .of("Environment Agency, not confirmed"),
    form("corporate-jp", "法人番号 (corporate number)", r"^[1-9]\d{12}$")
        .looks("13 digits, the first not 0")
        .ignoring(" -")
        .checked(rule::corporate_jp, 0, 1)
        .of("国税庁法人番号公表サイト"),
    form("invoice-jp", "適格請求書発行事業者登録番号 (invoice issuer)", r"^T[1-9]\d{12}$")
        .looks("`T` and 13 digits")
        .ignoring(" -")
        .checked(rule::corporate_jp, 1, 2)
        .trusted(Shape)
        .of("国税庁; the rule holds for corporations only"),
    form(
        "giteki",
        "技適番号 (certification number of radio equipment)",
        r"^(\d{3}-[0-9A-Z]{6,}|R\d{3}-[0-9A-Z]+)$",
    )
    .looks("three digits, a hyphen and six or more characters")
    .trusted(Doubtful)
    .of("総務省, not confirmed"),
    form(
        "phone-jp",
        "Japanese phone number",
        r"^(0\d{1,4}-\d{1,4}-\d{3,4}|\+81-?\d{1,4}-\d{1,4}-\d{3,4})$",
    )
    .looks("`03-1234-5678`, or `+81-3-1234-5678`")
    .trusted(Doubtful)
    .of("convention"),
    form("postal-jp", "郵便番号 (postcode)", r"^\d{3}-\d{4}$")
        .looks("`123-4567`")
        .ignoring(" 〒")
        .of("日本郵便"),
    form("vat-de", "USt-IdNr. (German VAT number)", r"^DE[1-9]\d{8}$")
        .looks("`DE` and nine digits")
        .checked(rule::vat_de, -1, 0)
        .of("§ 27a UStG; ISO 7064, mod 11,10"),
    form("lucid", "LUCID registration number", r"^DE\d{13}$")
        .looks("`DE` and 13 digits")
        .of("ZSVR; no rule of check digits is published"),
    form("weee-de", "WEEE-Reg.-Nr.", r"^DE\d{8}$")
        .looks("`DE` and eight digits")
        .of("stiftung ear; no rule of check digits is published"),
    form("battery-de", "Batterie-Registrierungsnummer", r"^(DE)?\d{8}$")
        .looks("eight digits, with or without `DE`")
        .trusted(Doubtful)
        .of("stiftung ear, not confirmed"),
    form("handelsregister-de", "Handelsregisternummer", r"^HR[AB]\d{1,6}[A-Z]{0,3}$")
        .looks("`HRA` or `HRB` and up to six digits")
        .of("Handelsregisterverordnung"),
    form("siren", "SIREN", r"^\d{9}$").looks("nine digits").checked(rule::luhn, -1, 0).of("INSEE"),
    form("siret", "SIRET", r"^\d{14}$")
        .looks("14 digits, the SIREN ahead")
        .checked(rule::siret, -1, 0)
        .of("INSEE"),
    form("vat-fr", "numéro de TVA intracommunautaire", r"^FR[0-9A-HJ-NP-Z]{2}\d{9}$")
        .looks("`FR`, two characters and the SIREN")
        .checked(rule::vat_fr, 2, 4)
        .of("VIES; DGFiP"),
    form("idu-fr", "IDU (identifiant unique REP)", r"^FR\d{6}_\d{2}[A-Z0-9]{4}$")
        .looks("`FR`, six digits, `_`, two digits and four characters")
        .trusted(Doubtful)
        .of("ADEME, not confirmed"),
    form("vat-it", "Partita IVA", r"^(IT)?\d{11}$")
        .looks("eleven digits, with or without `IT`")
        .checked(rule::luhn_of_digits, -1, 0)
        .of("Agenzia delle Entrate; VIES"),
    form("rea-it", "numero REA", r"^[A-Z]{2}\d{1,7}$")
        .looks("two letters of the province and up to seven digits")
        .ignoring(" -")
        .of("Camere di commercio"),
    form("weee-it", "numero del Registro AEE", r"^IT\d{14}$")
        .looks("`IT` and 14 digits")
        .trusted(Doubtful)
        .of("Registro AEE, not confirmed"),
    form("nif-es", "NIF", r"^([ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]|\d{8}[A-Z]|[XYZ]\d{7}[A-Z])$")
        .looks("a letter and eight digits or letters, or eight digits and a letter")
        .ignoring(" -")
        .checked(rule::nif_es, -1, 0)
        .of("Orden EHA/451/2008; Ministerio del Interior"),
    form("vat-es", "NIF-IVA", r"^ES([ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]|\d{8}[A-Z]|[XYZ]\d{7}[A-Z])$")
        .looks("`ES` and the NIF")
        .ignoring(" -")
        .checked(rule::vat_es, -1, 0)
        .of("VIES; Orden EHA/451/2008"),
    form("packaging-es", "número del Registro de Productores (envases)", r"^ENV/\d{4}/\d{9}$")
        .looks("`ENV/`, the year, `/` and nine digits")
        .trusted(Doubtful)
        .of("MITECO, not confirmed"),
    form("kvk", "KvK-nummer", r"^\d{8}$").looks("eight digits").of("Kamer van Koophandel"),
    form("rsin", "RSIN", r"^\d{9}$")
        .looks("nine digits")
        .ignoring(" .")
        .checked(rule::rsin, -1, 0)
        .of("Belastingdienst"),
    form("vat-nl", "btw-id", r"^NL[0-9A-Z+*]{9}B\d{2}$")
        .looks("`NL`, nine characters, `B` and two digits")
        .ignoring(" .")
        .checked(rule::vat_nl, 10, 11)
        .of("Belastingdienst; VIES"),
    form("orgnr", "organisationsnummer", r"^\d{2}[2-9]\d{7}$")
        .looks("ten digits such as `123456-7897`")
        .ignoring(" -")
        .checked(rule::luhn, -1, 0)
        .of("Skatteverket; Bolagsverket"),
    form("vat-se", "momsregistreringsnummer", r"^SE\d{10}01$")
        .looks("`SE`, ten digits and `01`")
        .ignoring(" -")
        .checked(rule::vat_se, 11, 12)
        .of("Skatteverket; VIES"),
    form("nip", "NIP", r"^\d{10}$")
        .looks("ten digits")
        .ignoring(" -")
        .checked(rule::nip, -1, 0)
        .of("Ministerstwo Finansów"),
    form("vat-pl", "NIP with `PL`", r"^PL\d{10}$")
        .looks("`PL` and ten digits")
        .ignoring(" -")
        .checked(rule::nip, -1, 0)
        .of("VIES; Ministerstwo Finansów"),
    form("regon", "REGON", r"^\d{9}(\d{5})?$")
        .looks("nine or 14 digits")
        .checked(rule::regon, -1, 0)
        .of("GUS"),
    form("krs", "KRS", r"^\d{10}$").looks("ten digits").of("Ministerstwo Sprawiedliwości"),
    form("bdo", "numer BDO", r"^0000\d{5}$")
        .looks("nine digits from `0000` on")
        .trusted(Doubtful)
        .of("observed, not confirmed"),
    form("tax-eg", "Egyptian tax registration number", r"^\d{9}$")
        .looks("nine digits such as `123-456-789`")
        .ignoring(" -")
        .of("Egyptian Tax Authority; no rule of check digits is published"),
    form("register-eg", "Egyptian commercial register number", r"^\d{1,12}$")
        .looks("up to twelve digits")
        .trusted(Doubtful)
        .of("the register, not confirmed"),
    form("vat-sa", "Saudi VAT number", r"^3\d{13}3$")
        .looks("15 digits, the first and the last a 3")
        .of("ZATCA; no rule of check digits is published"),
    form("register-sa", "Saudi commercial registration number", r"^\d{10}$")
        .looks("ten digits")
        .of("Ministry of Commerce"),
    form("trn-ae", "tax registration number of the Emirates", r"^100\d{12}$")
        .looks("15 digits from `100` on")
        .ignoring(" -")
        .of("Federal Tax Authority; no rule of check digits is published"),
    form("licence-ae", "trade licence number of an emirate", r"^[A-Z0-9/-]{3,20}$")
        .looks("3 to 20 letters, digits, `/` or `-`")
        .trusted(Doubtful)
        .of("varies by emirate, not confirmed"),
    form("abn", "ABN", r"^\d{11}$")
        .looks("eleven digits")
        .checked(rule::abn, 0, 2)
        .of("Australian Business Register"),
    form("acn", "ACN", r"^\d{9}$").looks("nine digits").checked(rule::acn, -1, 0).of("ASIC"),
    form("arn-au", "ATO reference number", r"^3000\d{8}$")
        .looks("twelve digits from `3000` on")
        .trusted(Doubtful)
        .of("ATO, not confirmed"),
    form("uen", "UEN", r"^(\d{8}[A-Z]|(18|19|20)\d{7}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$")
        .looks("eight or nine digits and a letter, or `T`, `S` or `R` and nine characters")
        .checked(rule::uen, -1, 0)
        .of("ACRA; no rule of the third kind at hand"),
    form(
        "gst-sg",
        "GST registration number of Singapore",
        r"^(M[0-9A-Z]{9}|\d{8}[A-Z]|\d{9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$",
    )
    .looks("the UEN, or `M` and nine characters")
    .ignoring(" -")
    .trusted(Doubtful)
    .of("IRAS, not confirmed"),
    form("cnpj", "CNPJ", r"^\d{14}$")
        .looks(concat!(
            "14 digits such as `12.345.678/0001-95`; from July 2026 on letters ",
            "too, but for the last two",
        ))
        .ignoring(" ./-")
        .wider("2026-07-01", r"^[0-9A-Z]{12}\d{2}$")
        .checked(rule::cnpj, -2, 0)
        .of("Receita Federal; IN RFB 2.229/2024"),
    form("nfe-br", "chave de acesso da NF-e", r"^\d{6}[0-9A-Z]{14}\d{24}$")
        .looks("44 digits")
        .trusted(Doubtful)
        .of("SEFAZ, not confirmed"),
    form("rfc", "RFC", r"^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{2}[0-9A]$")
        .looks("three or four letters, six digits of a date and three characters")
        .ignoring(" -")
        .checked(rule::rfc, -1, 0)
        .trusted(Shape)
        .of("SAT; some old numbers break the rule"),
    form(
        "cfdi-mx",
        "folio fiscal of a CFDI",
        r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
    )
    .looks("a UUID: 32 digits and letters in five groups")
    .of("SAT, Anexo 20"),
    form("bn-ca", "business number", r"^\d{9}$")
        .looks("nine digits")
        .checked(rule::luhn, -1, 0)
        .of("CRA"),
    form("gst-ca", "GST/HST account", r"^\d{9}RT\d{4}$")
        .looks("nine digits, `RT` and four digits")
        .checked(rule::luhn_of_nine, 8, 9)
        .of("CRA"),
    form("neq-ca", "NEQ (Quebec enterprise number)", r"^(11|22|33|88)\d{8}$")
        .looks("ten digits from 11, 22, 33 or 88 on")
        .trusted(Doubtful)
        .of("Registraire des entreprises, not confirmed"),
    form("qst-ca", "QST number", r"^\d{10}TQ\d{4}$")
        .looks("ten digits, `TQ` and four digits")
        .of("Revenu Québec"),
];
