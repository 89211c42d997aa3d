package dev.vitrine.api.data;

/** Says which field of a {@link Body} is missing or of the wrong kind. The host answers it as a 400 problem. */
public final class BadBody extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the field and finishes the sentence: {@code Field "stock" takes a whole number, not twelve.} */
    public BadBody(String field, String reason) {
        super("Field \"" + field + "\" " + reason + ".");
    }
}
