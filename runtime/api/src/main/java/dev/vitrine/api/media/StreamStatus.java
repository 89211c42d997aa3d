package dev.vitrine.api.media;

import dev.vitrine.api.log.MediaTime;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream as it stands.
 *
 * @param event id of the event
 * @param state what viewers see
 * @param since when that state began
 * @param live newest presentation time on the packet bus, and the wall time at which it arrived; together they give the
 *     media time of any moment while the stream is live
 * @param liveAt see {@code live}
 * @param width picture width in pixels, 0 when unknown
 * @param height picture height in pixels, 0 when unknown
 * @param videoCodec RFC 6381 string such as {@code avc1.42c01f}, empty when there is none
 * @param audioCodec likewise
 * @param kbps received bits over the last seconds, in 1,000 bit/s
 * @param fps video frames a second over the last seconds
 * @param gopMs newest distance between key frames, in milliseconds
 */
public record StreamStatus(
        String event,
        StreamState state,
        Instant since,
        Optional<MediaTime> live,
        Instant liveAt,
        int width,
        int height,
        String videoCodec,
        String audioCodec,
        int kbps,
        double fps,
        int gopMs) {}
