package dev.vitrine.api.plugin;

import dev.vitrine.api.data.Body;

/** What came of fetching a document from outside; see {@link PluginContext#fetch}. */
public sealed interface Download {
    /**
     * It is there.
     *
     * @param body the JSON object
     * @param etag the mark that its server gave it (RFC 9110, section 8.8.3); empty when it gave none
     */
    record Document(Body body, String etag) implements Download {}

    /** It is what it was when its server gave it the mark that was sent along. */
    record Unchanged() implements Download {}

    /**
     * It did not come.
     *
     * @param sentence why, for staff
     */
    record Failed(String sentence) implements Download {}
}
