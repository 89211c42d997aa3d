package dev.vitrine.media.engine.mp4;

import dev.vitrine.media.engine.codec.AacConfig;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.Av1Config;
import dev.vitrine.media.engine.codec.AvcConfig;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.codec.HevcConfig;
import dev.vitrine.media.engine.codec.OpusConfig;
import dev.vitrine.media.engine.codec.VideoConfig;

/**
 * The initialisation segment: {@code ftyp} and {@code moov} (ISO/IEC 14496-12, 8; sample entries: 14496-15 and -14, AV1
 * in ISO base media 1.3, Opus in ISO base media 0.8.1).
 */
public final class InitSegment {
    static final int VIDEO_TRACK = 1;
    static final int AUDIO_TRACK = 2;

    private static final int MOVIE_TIMESCALE = 1_000;
    private static final int TRACK_ENABLED_IN_MOVIE = 3;
    private static final int LANGUAGE_UNDETERMINED = 0x55C4;
    private static final int SELF_CONTAINED = 1;
    private static final int SIXTEEN_SIXTEEN = 16;
    private static final int DPI_72 = 0x00480000;

    private InitSegment() {}

    /** Writes the segment of a configuration. */
    public static byte[] write(Codecs codecs) {
        BoxWriter out = new BoxWriter(1_536);
        out.begin("ftyp").ascii("iso5").int32(512).ascii("iso5iso6mp41").end();
        out.begin("moov");
        movieHeader(out);
        video(out, codecs.video());
        codecs.audio().ifPresent(audio -> audio(out, audio));
        out.begin("mvex");
        trackExtends(out, VIDEO_TRACK);
        if (codecs.audio().isPresent()) {
            trackExtends(out, AUDIO_TRACK);
        }
        out.end();
        out.end();
        return out.toBytes();
    }

    /** Writes the segment of a sound alone. */
    public static byte[] sound(AudioConfig sound) {
        BoxWriter out = new BoxWriter(1_024);
        out.begin("ftyp").ascii("iso5").int32(512).ascii("iso5iso6mp41").end();
        out.begin("moov");
        movieHeader(out);
        audio(out, sound);
        out.begin("mvex");
        trackExtends(out, AUDIO_TRACK);
        out.end();
        out.end();
        return out.toBytes();
    }

    private static void movieHeader(BoxWriter out) {
        out.begin("mvhd", 0, 0).zeros(8).int32(MOVIE_TIMESCALE).int32(0);
        out.int32(0x10000).int16(0x100).zeros(10).unityMatrix().zeros(24);
        out.int32(AUDIO_TRACK + 1).end();
    }

    private static void video(BoxWriter out, VideoConfig video) {
        out.begin("trak");
        trackHeader(out, VIDEO_TRACK, 0, video.width(), video.height());
        out.begin("mdia");
        mediaHeader(out, Timescale.VIDEO.perSecond(), "vide", "Video");
        out.begin("minf");
        out.begin("vmhd", 0, 1).zeros(8).end();
        dataInformation(out);
        out.begin("stbl");
        out.begin("stsd", 0, 0).int32(1);
        out.begin(video.fourCc()).zeros(6).int16(1).zeros(SIXTEEN_SIXTEEN);
        out.int16(video.width())
                .int16(video.height())
                .int32(DPI_72)
                .int32(DPI_72)
                .int32(0)
                .int16(1);
        out.zeros(32).int16(24).int16(0xFFFF);
        out.begin(configBox(video)).bytes(video.configRecord(), 0).end();
        out.end();
        out.end();
        emptySampleTables(out);
        out.end().end().end().end();
    }

    private static void audio(BoxWriter out, AudioConfig audio) {
        out.begin("trak");
        trackHeader(out, AUDIO_TRACK, 0x100, 0, 0);
        out.begin("mdia");
        mediaHeader(out, audio.sampleRate(), "soun", "Sound");
        out.begin("minf");
        out.begin("smhd", 0, 0).zeros(4).end();
        dataInformation(out);
        out.begin("stbl");
        out.begin("stsd", 0, 0).int32(1);
        out.begin(audio instanceof OpusConfig ? "Opus" : "mp4a")
                .zeros(6)
                .int16(1)
                .zeros(8);
        out.int16(audio.channels()).int16(16).zeros(4);
        out.int16(audio.sampleRate() <= 0xFFFF ? audio.sampleRate() : 0).int16(0);
        switch (audio) {
            case AacConfig aac -> elementaryStream(out, aac);
            case OpusConfig opus -> opusSpecific(out, opus);
        }
        out.end();
        out.end();
        emptySampleTables(out);
        out.end().end().end().end();
    }

    private static void trackHeader(BoxWriter out, int track, int volume, int width, int height) {
        out.begin("tkhd", 0, TRACK_ENABLED_IN_MOVIE)
                .zeros(8)
                .int32(track)
                .zeros(4)
                .int32(0);
        out.zeros(8).int16(0).int16(0).int16(volume).zeros(2).unityMatrix();
        out.int32(width << 16).int32(height << 16).end();
    }

    private static void mediaHeader(BoxWriter out, int timescale, String handler, String name) {
        out.begin("mdhd", 0, 0).zeros(8).int32(timescale).int32(0);
        out.int16(LANGUAGE_UNDETERMINED).zeros(2).end();
        out.begin("hdlr", 0, 0)
                .zeros(4)
                .ascii(handler)
                .zeros(12)
                .ascii(name)
                .int8(0)
                .end();
    }

    private static void dataInformation(BoxWriter out) {
        out.begin("dinf").begin("dref", 0, 0).int32(1);
        out.begin("url ", 0, SELF_CONTAINED).end();
        out.end().end();
    }

    private static void emptySampleTables(BoxWriter out) {
        out.begin("stts", 0, 0).int32(0).end();
        out.begin("stsc", 0, 0).int32(0).end();
        out.begin("stsz", 0, 0).int32(0).int32(0).end();
        out.begin("stco", 0, 0).int32(0).end();
    }

    /** ES_Descriptor of ISO/IEC 14496-1, 7.2.6.5, around the AudioSpecificConfig. */
    private static void elementaryStream(BoxWriter out, AacConfig audio) {
        int specific = audio.asc().length;
        int decoder = 13 + 2 + specific;
        out.begin("esds", 0, 0);
        out.int8(3).int8(3 + 2 + decoder + 3).int16(AUDIO_TRACK).int8(0);
        out.int8(4).int8(decoder).int8(0x40).int8(0x15).zeros(3).int32(0).int32(0);
        out.int8(5).int8(specific).bytes(audio.asc(), 0);
        out.int8(6).int8(1).int8(2);
        out.end();
    }

    /** OpusSpecificBox: OpusHead with its numbers the other way round (Opus in ISO base media, 4.3.2). */
    private static void opusSpecific(BoxWriter out, OpusConfig audio) {
        out.begin("dOps").int8(0).int8(audio.channels()).int16(audio.preSkip());
        out.int32(audio.inputSampleRate()).int16(audio.outputGain()).int8(audio.mappingFamily());
        out.bytes(audio.mapping(), 0).end();
    }

    private static String configBox(VideoConfig video) {
        return switch (video) {
            case AvcConfig avc -> "avcC";
            case HevcConfig hevc -> "hvcC";
            case Av1Config av1 -> "av1C";
        };
    }

    private static void trackExtends(BoxWriter out, int track) {
        out.begin("trex", 0, 0).int32(track).int32(1).int32(0).int32(0).int32(0).end();
    }
}
