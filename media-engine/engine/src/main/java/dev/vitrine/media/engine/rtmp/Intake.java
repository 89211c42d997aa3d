package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Av1Config;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.HevcConfig;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.Sound;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Takes RTMP's messages of media and metadata apart, whichever side has sent for them. For one thread. */
final class Intake {
    private static final int AGGREGATE_HEADER_BYTES = 11;

    private final LongSupplier nanoTime;
    private final WrappingTime time = new WrappingTime();

    Intake(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Gives a publication what a message holds; messages of other types hold nothing. */
    void take(Publication publication, Message message) throws IOException {
        switch (message.type()) {
            case Message.VIDEO, Message.AUDIO ->
                media(publication, message.type(), message.timestamp(), message.payload());
            case Message.AGGREGATE -> aggregate(publication, message);
            case Message.DATA -> data(publication, Amf0.read(message.payload(), 0));
            case Message.DATA_AMF3 -> data(publication, Amf0.read(message.payload(), 1));
            default -> {}
        }
    }

    private static void data(Publication publication, List<AmfValue> values) {
        int at = !values.isEmpty() && values.getFirst().text().equals("@setDataFrame") ? 1 : 0;
        if (values.size() < at + 2 || !values.get(at).text().equals("onMetaData")) {
            return;
        }
        Map<String, AmfValue> metadata = values.get(at + 1).object();
        describe(publication, metadata);
        if (metadata.containsKey("videocodecid")) {
            publication.expectAudio(metadata.containsKey("audiocodecid"));
        }
    }

    private void media(Publication publication, int type, int timestamp, byte[] payload) throws IOException {
        long arrivedNanos = nanoTime.getAsLong();
        long before = time.rounds();
        long dtsUs = time.unwrap(timestamp) * 1_000;
        if (time.rounds() > before) {
            publication.clockWrapped();
        }
        if (type == Message.VIDEO && payload.length == 0) {
            publication.empty(dtsUs);
            return;
        }
        if (type == Message.VIDEO) {
            VideoTag tag = VideoTag.parse(payload);
            switch (tag.kind()) {
                case CONFIGURATION -> publication.configure(configuration(tag, payload));
                case FRAME ->
                    publication.video(tag.key(), dtsUs, tag.compositionUs(), payload, tag.offset(), arrivedNanos);
                case OTHER -> {}
            }
        } else if (AudioTag.isMultitrack(payload)) {
            for (MultitrackAudio.Part part : MultitrackAudio.parse(payload)) {
                if (part.track() < Sound.MOST) {
                    sound(publication, part.track(), part.tag(), dtsUs, part.body(), arrivedNanos);
                }
            }
        } else {
            sound(publication, 0, AudioTag.parse(payload), dtsUs, payload, arrivedNanos);
        }
    }

    private static void sound(
            Publication publication, int track, AudioTag tag, long dtsUs, byte[] payload, long arrivedNanos)
            throws IOException {
        switch (tag.kind()) {
            case CONFIGURATION -> publication.configure(track, configuration(tag, payload));
            case FRAME -> publication.audio(track, dtsUs + tag.delayUs(), payload, tag.offset(), arrivedNanos);
            case OTHER -> {}
        }
    }

    /** Tracks after the first are told of by number; OBS names none of them, other encoders may. */
    private static void describe(Publication publication, Map<String, AmfValue> metadata) {
        for (Map.Entry<String, AmfValue> each : metadata.getOrDefault("audioTrackIdInfoMap", new AmfValue.Nothing())
                .object()
                .entrySet()) {
            if (each.getKey().matches("[1-7]")) {
                Map<String, AmfValue> track = each.getValue().object();
                publication.describe(
                        Integer.parseInt(each.getKey()), text(track, "title", "name"), text(track, "language", "lang"));
            }
        }
        if (metadata.containsKey("language")) {
            publication.describe(0, "", text(metadata, "language", "language"));
        }
    }

    private static String text(Map<String, AmfValue> members, String name, String otherName) {
        AmfValue value = members.getOrDefault(name, members.getOrDefault(otherName, new AmfValue.Nothing()));
        return value.text();
    }

    /** FLV tags in one message, their times relative to the message's (RTMP 1.0, 7.1.6). */
    private void aggregate(Publication publication, Message message) throws IOException {
        byte[] bytes = message.payload();
        int at = 0;
        boolean first = true;
        int base = 0;
        while (at + AGGREGATE_HEADER_BYTES <= bytes.length) {
            int type = bytes[at];
            int length = (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            int stamp = (bytes[at + 7] & 0xFF) << 24
                    | (bytes[at + 4] & 0xFF) << 16
                    | (bytes[at + 5] & 0xFF) << 8
                    | bytes[at + 6] & 0xFF;
            int body = at + AGGREGATE_HEADER_BYTES;
            if (length > bytes.length - body) {
                throw new RtmpException("an aggregate message is cut short");
            }
            if (first) {
                base = message.timestamp() - stamp;
                first = false;
            }
            if (type == Message.VIDEO || type == Message.AUDIO) {
                media(publication, type, base + stamp, Arrays.copyOfRange(bytes, body, body + length));
            }
            at = body + length + 4;
        }
    }

    private static VideoConfig configuration(VideoTag tag, byte[] payload) throws IOException {
        byte[] body = body(payload, tag.offset());
        return switch (tag.codec()) {
            case AVC -> AvcConfig.parse(body);
            case HEVC -> HevcConfig.parse(body);
            case AV1 -> Av1Config.parse(body);
        };
    }

    private static AudioConfig configuration(AudioTag tag, byte[] payload) throws IOException {
        byte[] body = body(payload, tag.offset());
        return switch (tag.codec()) {
            case AAC -> AacConfig.parse(body);
            case OPUS -> OpusConfig.parse(body);
        };
    }

    private static byte[] body(byte[] payload, int offset) {
        return Arrays.copyOfRange(payload, offset, payload.length);
    }
}
