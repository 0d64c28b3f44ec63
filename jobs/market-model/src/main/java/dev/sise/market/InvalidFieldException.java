package dev.sise.market;

import java.util.Objects;

/** A member of a request that is not allowed. The message is one sentence with field, rule and value. */
public final class InvalidFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String rule;
    private final String value;

    /**
     * @param field name of the member
     * @param rule what it has to be, as it ends "must be …"
     * @param value what it is, as text; null if it is missing
     */
    public InvalidFieldException(String field, String rule, String value) {
        super(field + " must be " + rule + (value == null ? ", is missing" : ", is " + value));
        this.field = Objects.requireNonNull(field, "field");
        this.rule = Objects.requireNonNull(rule, "rule");
        this.value = value;
    }

    /** Name of the member. */
    public String field() {
        return field;
    }

    /** What it has to be, as it ends "must be …". */
    public String rule() {
        return rule;
    }

    /** What it is, as text; null if it is missing. */
    public String value() {
        return value;
    }
}
