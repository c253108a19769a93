"""care, code, ledger, settlement (pre-deploy: new schemas only)."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CODE = """
CREATE SCHEMA code;

-- A personal code is a random reference; only its digest is kept. It is used once.
CREATE TABLE code.code (
    reference_digest bytea PRIMARY KEY,
    person_id bigint NOT NULL,
    purpose text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by text,
    used_for text
);
CREATE INDEX code_of_person ON code.code (person_id, issued_at DESC);

-- What a decode hands out: stands for the person at one institution for one visit.
CREATE TABLE code.visit_token (
    token_digest bytea PRIMARY KEY,
    person_id bigint NOT NULL,
    institution_code text NOT NULL,
    business_type text NOT NULL,
    operator text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX visit_token_of_person ON code.visit_token (person_id, issued_at DESC);
"""

CARE = """
CREATE SCHEMA care;

CREATE TABLE care.encounter (
    encounter_id bigint PRIMARY KEY,
    person_id bigint NOT NULL,
    institution_code text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('outpatient', 'inpatient')),
    state text NOT NULL,
    scheme text NOT NULL,
    area text NOT NULL,
    medical_type text NOT NULL,
    disease_code text NOT NULL DEFAULT '',
    disease_name text NOT NULL DEFAULT '',
    visit_no text NOT NULL,
    certificate_type text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    opened_at timestamptz NOT NULL,
    details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX encounter_of_person ON care.encounter (person_id, began_at DESC);
CREATE UNIQUE INDEX one_open_admission ON care.encounter (person_id)
    WHERE kind = 'inpatient' AND state IN ('admitted', 'discharged');

CREATE TABLE care.diagnosis (
    encounter_id bigint NOT NULL,
    person_id bigint NOT NULL,
    diagnosis_type text NOT NULL,
    position integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    valid boolean NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (encounter_id, diagnosis_type, position)
);

CREATE TABLE care.charge (
    encounter_id bigint NOT NULL,
    charge_no text NOT NULL,
    person_id bigint NOT NULL,
    batch text NOT NULL,
    charged_at timestamptz NOT NULL,
    national_code text NOT NULL,
    local_code text NOT NULL,
    item_name text NOT NULL,
    fee_type text NOT NULL,
    list_class text NOT NULL,
    first_self_pay_rate integer NOT NULL,
    price_ceiling bigint,
    limited boolean NOT NULL,
    essential boolean NOT NULL,
    price_micro bigint NOT NULL,
    quantity_e4 bigint NOT NULL,
    amount bigint NOT NULL,
    over_ceiling bigint NOT NULL,
    full_self_pay bigint NOT NULL,
    first_self_pay bigint NOT NULL,
    in_scope bigint NOT NULL,
    settlement_id bigint,
    details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (encounter_id, charge_no),
    CHECK (amount = over_ceiling + full_self_pay + first_self_pay + in_scope)
) WITH (fillfactor = 80);
"""

LEDGER = """
CREATE SCHEMA ledger;

CREATE TABLE ledger.posting (
    act_id bigint NOT NULL,
    position smallint NOT NULL,
    account text NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    person_id bigint NOT NULL,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (act_id, position)
);
CREATE INDEX posting_by_time ON ledger.posting USING brin (posted_at);

-- Accounts that may never go below zero keep a running row; hot accounts (funds, payables) keep none.
CREATE TABLE ledger.balance (
    account text PRIMARY KEY,
    person_id bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT balance_never_below_zero CHECK (amount >= 0)
) WITH (fillfactor = 70);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
"""

SETTLEMENT = """
CREATE SCHEMA settlement;

CREATE TABLE settlement.settlement (
    settlement_id bigint PRIMARY KEY,
    person_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    institution_code text NOT NULL,
    batch text NOT NULL,
    scheme text NOT NULL,
    area text NOT NULL,
    medical_type text NOT NULL,
    insurance_year integer NOT NULL,
    service_day date NOT NULL,
    settled_at timestamptz NOT NULL,
    sender_message text NOT NULL,
    reverses bigint UNIQUE,
    total bigint NOT NULL,
    over_ceiling bigint NOT NULL,
    full_self_pay bigint NOT NULL,
    first_self_pay bigint NOT NULL,
    in_scope bigint NOT NULL,
    deductible bigint NOT NULL,
    basic_rate integer NOT NULL,
    basic bigint NOT NULL,
    large_cost bigint NOT NULL,
    civil_servant bigint NOT NULL,
    enterprise bigint NOT NULL,
    catastrophic bigint NOT NULL,
    assistance bigint NOT NULL,
    disabled bigint NOT NULL,
    other bigint NOT NULL,
    hospital bigint NOT NULL,
    own_account bigint NOT NULL,
    family bigint NOT NULL,
    cash bigint NOT NULL,
    balance_after bigint NOT NULL,
    illustrative boolean NOT NULL,
    record json NOT NULL,
    CHECK (total = over_ceiling + full_self_pay + first_self_pay + in_scope),
    CHECK (total = basic + large_cost + civil_servant + enterprise + catastrophic + assistance + disabled + other + hospital
           + own_account + family + cash)
);
CREATE INDEX settlement_of_person ON settlement.settlement (person_id, settled_at DESC);
CREATE INDEX settlement_of_encounter ON settlement.settlement (encounter_id);
CREATE INDEX settlement_by_time ON settlement.settlement (settled_at DESC);

CREATE TABLE settlement.line (
    settlement_id bigint NOT NULL,
    charge_no text NOT NULL,
    person_id bigint NOT NULL,
    national_code text NOT NULL,
    item_name text NOT NULL,
    list_class text NOT NULL,
    amount bigint NOT NULL,
    over_ceiling bigint NOT NULL,
    full_self_pay bigint NOT NULL,
    first_self_pay bigint NOT NULL,
    in_scope bigint NOT NULL,
    PRIMARY KEY (settlement_id, charge_no)
);

CREATE TABLE settlement.year_book (
    person_id bigint NOT NULL,
    scheme text NOT NULL,
    insurance_year integer NOT NULL,
    book jsonb NOT NULL,
    PRIMARY KEY (person_id, scheme, insurance_year)
) WITH (fillfactor = 70);

CREATE TABLE settlement.outbox (
    event_id bigint PRIMARY KEY,
    topic text NOT NULL,
    person_id bigint NOT NULL,
    body jsonb NOT NULL,
    happened_at timestamptz NOT NULL
);

CREATE TABLE settlement.notice (
    event_id bigint PRIMARY KEY,
    person_id bigint NOT NULL,
    topic text NOT NULL,
    body jsonb NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE INDEX notice_of_person ON settlement.notice (person_id, happened_at DESC);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.settlement
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement.line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
"""


def upgrade() -> None:
    for schema in (CODE, CARE, LEDGER, SETTLEMENT):
        op.execute(schema)


def downgrade() -> None:
    raise NotImplementedError("migrations go forward")
