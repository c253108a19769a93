"""Reference data: who is insured, who gives care, what may be billed. Pre-deploy; makes empty tables only."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PEOPLE = """
CREATE SCHEMA people;

CREATE TABLE people.person (
    person_id bigint PRIMARY KEY,
    certno text NOT NULL UNIQUE CHECK (length(certno) = 18),
    name text NOT NULL,
    sex text NOT NULL CHECK (sex IN ('1', '2')),
    ethnicity text NOT NULL,
    birth date NOT NULL,
    synthetic boolean NOT NULL,
    card_no text NOT NULL UNIQUE
);
COMMENT ON COLUMN people.person.card_no IS 'social security card number; made-up ones begin with SYN';
CREATE INDEX person_name ON people.person (name text_pattern_ops);

CREATE TABLE people.cover (
    person_id bigint NOT NULL REFERENCES people.person,
    scheme text NOT NULL,
    area text NOT NULL,
    psn_type text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'retired', 'resident', 'minor', 'student')),
    since date NOT NULL,
    until date CHECK (until >= since),
    civil_servant boolean NOT NULL,
    employer text NOT NULL,
    scheme_years integer NOT NULL CHECK (scheme_years >= 0),
    PRIMARY KEY (person_id, scheme, area, since)
);
COMMENT ON TABLE people.cover IS 'insured in one scheme and area from `since` up to and including `until`';

CREATE TABLE people.identity (
    person_id bigint NOT NULL REFERENCES people.person,
    hardship_class smallint NOT NULL CHECK (hardship_class BETWEEN 1 AND 5),
    psn_idet_type text NOT NULL,
    since date NOT NULL,
    until date CHECK (until >= since),
    PRIMARY KEY (person_id, psn_idet_type, since)
);
"""

PROVIDERS = """
CREATE SCHEMA providers;

CREATE TABLE providers.institution (
    institution_code text PRIMARY KEY CHECK (length(institution_code) = 12),
    name text NOT NULL,
    name_basis text NOT NULL,
    kind text NOT NULL,
    level text NOT NULL CHECK (level IN ('3A', '3B', '2A', '2B', '1', 'community', 'village', 'pharmacy')),
    hosp_lv_code text NOT NULL,
    area text NOT NULL,
    region_code text NOT NULL,
    street_code text NOT NULL,
    village_code text NOT NULL,
    managed_by text NOT NULL,
    synthetic boolean NOT NULL
);
COMMENT ON COLUMN providers.institution.name_basis IS 'where the name comes from; a made-up level beside a real name is no fact';
CREATE INDEX institution_area ON providers.institution (area, level);

CREATE TABLE providers.credential (
    access_key text PRIMARY KEY REFERENCES providers.institution (institution_code),
    secret text NOT NULL,
    created_at timestamptz NOT NULL
);
"""

CATALOGUE_BILLABLE = """
CREATE SCHEMA catalogue;

CREATE TABLE catalogue.item (
    national_code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('drug', 'herbal', 'service', 'consumable')),
    list_class text NOT NULL CHECK (list_class IN ('甲', '乙', '丙')),
    first_self_pay_rate integer NOT NULL CHECK (first_self_pay_rate BETWEEN 0 AND 10000),
    price_ceiling bigint CHECK (price_ceiling >= 0),
    fee_item text NOT NULL,
    fee_item_code text NOT NULL,
    unit text NOT NULL,
    dosage_form text NOT NULL,
    restriction text NOT NULL,
    limited boolean NOT NULL,
    essential boolean NOT NULL,
    source text NOT NULL,
    synthetic boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (national_code, valid_from)
);
COMMENT ON COLUMN catalogue.item.price_ceiling IS 'fen per unit; null = no ceiling';
CREATE INDEX item_code_prefix ON catalogue.item (national_code text_pattern_ops);

CREATE TABLE catalogue.local_item (
    institution_code text NOT NULL,
    local_code text NOT NULL,
    national_code text NOT NULL,
    local_name text NOT NULL,
    price bigint NOT NULL CHECK (price >= 0),
    unit text NOT NULL,
    initials text NOT NULL,
    synthetic boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (local_code, institution_code, valid_from)
);
COMMENT ON COLUMN catalogue.local_item.institution_code IS '* = every institution without a row of its own';
CREATE INDEX local_item_code_prefix ON catalogue.local_item (local_code text_pattern_ops);
CREATE INDEX local_item_initials ON catalogue.local_item (initials text_pattern_ops);
CREATE INDEX local_item_national ON catalogue.local_item (national_code);
"""

CATALOGUE_LISTS = """
CREATE TABLE catalogue.list_version (
    kind text NOT NULL,
    source_name text NOT NULL,
    digest text NOT NULL,
    valid_from date NOT NULL,
    row_count integer NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kind, source_name, loaded_at)
);
COMMENT ON TABLE catalogue.list_version IS 'one row for each list file taken in; digest is the SHA-256 of its bytes';

CREATE TABLE catalogue.listed_drug (
    row_id text NOT NULL,
    section text NOT NULL,
    class_code text NOT NULL,
    class_path text NOT NULL,
    list_class text NOT NULL,
    catalog_no text NOT NULL,
    name text NOT NULL,
    dosage_form text NOT NULL,
    payment_standard text NOT NULL,
    restriction text NOT NULL,
    agreement_period text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (row_id, valid_from)
);
COMMENT ON TABLE catalogue.listed_drug IS 'national reimbursement drug list, by name and form; valid_to ends an agreement';

CREATE TABLE catalogue.drug_code (
    code text NOT NULL,
    name text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.drug_class (
    code text NOT NULL,
    name text NOT NULL,
    fee_item text NOT NULL,
    list_level text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.service_item (
    code text NOT NULL,
    name text NOT NULL,
    category_code text NOT NULL,
    category_name text NOT NULL,
    fee_item text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.service_category (
    code text NOT NULL,
    name text NOT NULL,
    fee_item text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.consumable_class (
    code text NOT NULL,
    name text NOT NULL,
    fee_item text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.diagnosis (
    code text NOT NULL,
    name text NOT NULL,
    cc_level text NOT NULL CHECK (cc_level IN ('', 'CC', 'MCC')),
    cc_exclude_table text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);
CREATE INDEX diagnosis_code_prefix ON catalogue.diagnosis (code text_pattern_ops);
CREATE INDEX diagnosis_name_prefix ON catalogue.diagnosis (name text_pattern_ops);
CREATE INDEX diagnosis_initials ON catalogue.diagnosis (initials text_pattern_ops);

CREATE TABLE catalogue.procedure (
    code text NOT NULL,
    name text NOT NULL,
    valid_operation boolean NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);
CREATE INDEX procedure_code_prefix ON catalogue.procedure (code text_pattern_ops);
CREATE INDEX procedure_name_prefix ON catalogue.procedure (name text_pattern_ops);
CREATE INDEX procedure_initials ON catalogue.procedure (initials text_pattern_ops);

CREATE TABLE catalogue.chronic_disease (
    code text NOT NULL,
    name text NOT NULL,
    initials text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE catalogue.region (
    code text NOT NULL,
    name text NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
    parent_code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    PRIMARY KEY (code, valid_from)
);
COMMENT ON COLUMN catalogue.region.level IS '1 province, 2 city or area of insurance, 3 county, 4 street or town, 5 village';
CREATE INDEX region_parent ON catalogue.region (parent_code);
"""


def upgrade() -> None:
    """Makes the three reference schemas."""
    for statements in (PEOPLE, PROVIDERS, CATALOGUE_BILLABLE, CATALOGUE_LISTS):
        op.execute(statements)


def downgrade() -> None:
    """Migrations go forward only."""
    raise NotImplementedError("migrations go forward only")
