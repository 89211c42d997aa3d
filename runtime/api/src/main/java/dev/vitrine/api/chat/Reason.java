package dev.vitrine.api.chat;

/**
 * Why a verdict fell.
 *
 * @param rule id of the rule, such as {@code terms/scam-1}
 * @param category such as {@code scam}
 * @param level severity, 1 (mild) to 4 (grave)
 * @param start first matched character in the original text, as a UTF-16 index
 * @param end one past the last matched character; equal to {@code start} when nothing in particular matched
 * @param policyVersion version of the rules that were applied
 * @param sentence what the author may be told, one plain sentence
 */
public record Reason(
        String rule, String category, int level, int start, int end, String policyVersion, String sentence) {
    /** Returns a mild reason about the whole message. */
    public static Reason of(String rule) {
        return new Reason(rule, "general", 1, 0, 0, "", "A moderator looks at this message first.");
    }
}
