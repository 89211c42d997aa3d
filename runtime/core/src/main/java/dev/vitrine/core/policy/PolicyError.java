package dev.vitrine.core.policy;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;

/** A policy that cannot be used. The message is one sentence that names file, line and key. */
public final class PolicyError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String key;

    /** An error at a place of a file; {@code reason} ends the sentence. */
    public PolicyError(String file, int line, String key, String reason) {
        super("Policy \"%s\", line %d, key \"%s\": %s.".formatted(file, line, key.isEmpty() ? "(root)" : key, reason));
        this.file = file;
        this.line = line;
        this.key = key;
    }

    /** This, as a refusal of who sent the text. */
    public Problem problem() {
        return new Problem(
                "policy-invalid", 422, String.valueOf(getMessage()), Body.of("file", file, "line", line, "key", key));
    }

    /** The file. */
    public String file() {
        return file;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The key with dots, such as {@code roles.viewer.rights}; empty for the whole document. */
    public String key() {
        return key;
    }
}
