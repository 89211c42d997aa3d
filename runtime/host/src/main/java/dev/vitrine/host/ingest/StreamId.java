package dev.vitrine.host.ingest;

import java.util.Optional;

/** The stream key in the stream id of an SRT caller. */
final class StreamId {
    private static final String ACCESS_CONTROL = "#!::";
    private static final String PUBLISH = "publish:";

    private StreamId() {}

    /**
     * Reads a key alone ({@code KEY}), with a path in front ({@code live/KEY}, {@code publish:live/KEY}), or in the
     * syntax of SRT's access control ({@code #!::r=live/KEY,m=publish}); empty when there is none, or when the caller
     * wants to play.
     */
    static Optional<String> key(String streamId) {
        String resource = streamId.strip();
        if (resource.startsWith(ACCESS_CONTROL)) {
            String mode = "";
            String name = "";
            for (String pair : resource.substring(ACCESS_CONTROL.length()).split(",")) {
                mode = pair.startsWith("m=") ? pair.substring(2) : mode;
                name = pair.startsWith("r=") ? pair.substring(2) : name;
            }
            if (!mode.isEmpty() && !mode.equals("publish") && !mode.equals("bidirectional")) {
                return Optional.empty();
            }
            resource = name;
        } else if (resource.startsWith(PUBLISH)) {
            resource = resource.substring(PUBLISH.length());
        }
        int query = resource.indexOf('?');
        String path = query < 0 ? resource : resource.substring(0, query);
        String key = path.substring(path.lastIndexOf('/') + 1);
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }
}
