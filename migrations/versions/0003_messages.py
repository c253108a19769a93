"""The hospital interface's own memory: answered messages and operators' sign-ons. Pre-deploy; makes empty tables only."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EXCHANGE = """
CREATE SCHEMA exchange;

CREATE TABLE exchange.message (
    institution_code text NOT NULL,
    msgid text NOT NULL CHECK (length(msgid) BETWEEN 1 AND 32),
    infno text NOT NULL,
    body_digest bytea NOT NULL CHECK (octet_length(body_digest) = 32),
    answer bytea NOT NULL,
    subject_id bigint,
    at timestamptz NOT NULL,
    CONSTRAINT message_pkey PRIMARY KEY (institution_code, msgid)
);
COMMENT ON TABLE exchange.message IS 'messages that changed something: a repeat of the msgid gets these very bytes';
COMMENT ON COLUMN exchange.message.body_digest IS 'SHA-256 of infno and input, keys sorted';
COMMENT ON COLUMN exchange.message.subject_id IS 'encounter or settlement made or changed: what 2601 undoes';

CREATE TABLE exchange.sign_on (
    sign_no text PRIMARY KEY,
    institution_code text NOT NULL,
    operator text NOT NULL,
    mac text NOT NULL,
    ip text NOT NULL,
    at timestamptz NOT NULL,
    off_at timestamptz CHECK (off_at >= at)
);
"""


def upgrade() -> None:
    """Schema `exchange`."""
    op.execute(EXCHANGE)


def downgrade() -> None:
    """Migrations go forward."""
    raise NotImplementedError("migrations go forward")
