package dev.vitrine.media.engine.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a stream consists of. */
public record Codecs(VideoConfig video, Optional<AudioConfig> audio) {

    /** What pictures alone, or with sound, consist of. */
    public static Codecs of(VideoConfig video, @Nullable AudioConfig audio) {
        return new Codecs(video, Optional.ofNullable(audio));
    }

    /** The value of {@code codecs} in a MIME type. */
    public String rfc6381() {
        return audio.map(a -> video.codec() + "," + a.codec()).orElse(video.codec());
    }

    /** Whether decoders can go on as they are. */
    public boolean sameAs(Codecs other) {
        return video.sameAs(other.video)
                && audio.isPresent() == other.audio.isPresent()
                && audio.stream().allMatch(a -> other.audio.stream().allMatch(a::sameAs));
    }
}
