package dev.vitrine.api.media;

import java.util.Map;

/**
 * A request for a playlist, a part, a segment or an initialisation segment of an event.
 *
 * @param event id of the event
 * @param file what is asked for: {@code index.m3u8} is the multivariant playlist, every other name comes out of a
 *     playlist of this engine
 * @param query the address's query as it came; the engine reads {@code _HLS_msn}, {@code _HLS_part}, {@code _HLS_skip}
 *     and {@code dvr}
 */
public record HlsRequest(String event, String file, Map<String, String> query) {
    /** Name of the multivariant playlist. */
    public static final String INDEX = "index.m3u8";
}
