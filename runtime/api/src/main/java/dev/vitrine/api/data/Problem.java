package dev.vitrine.api.data;

/**
 * Why something was refused, in the shape of RFC 9457.
 *
 * @param type stable code in kebab case, such as {@code sold-out}; HTTP shows it as
 *     {@code urn:vitrine:problem:sold-out}
 * @param status the HTTP status; a socket reply maps it to its own error code
 * @param detail one plain sentence for the person who asked: who, what state, what next
 * @param extra further members, such as {@code until} and {@code approvers} of a freeze
 */
public record Problem(String type, int status, String detail, Body extra) {
    /** Returns a problem without further members. */
    public static Problem of(String type, int status, String detail) {
        return new Problem(type, status, detail, Body.empty());
    }
}
