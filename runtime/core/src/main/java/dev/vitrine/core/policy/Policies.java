package dev.vitrine.core.policy;

import dev.vitrine.api.data.Body;
import java.util.List;

/** The validated policies in force, from {@code policies/*.yaml} and the owner's overrides in the data directory. */
public interface Policies {
    /**
     * Returns a policy by file name without ending. Unknown names are a bug and throw {@link IllegalArgumentException}.
     */
    Body policy(String name);

    /** Names of all policies. */
    List<String> names();

    /** Short hash of the policy's content, for verdicts and records. */
    String version(String name);
}
