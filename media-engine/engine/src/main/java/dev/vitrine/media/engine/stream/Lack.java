package dev.vitrine.media.engine.stream;

/**
 * The first thing that a publisher still lacks to be shown, in the order in which they come: each says what was seen
 * and what to change, in the publisher's terms.
 */
public enum Lack {
    /** Nothing has come. */
    MEDIA(
            "neither picture nor sound has been received",
            "Look whether the encoder has really started, and whether its network lets the data out."),
    /** Bytes have come, but not the packets of a transport stream. */
    PACKETS(
            "what comes is no transport stream, since no packets of 188 bytes follow each other",
            "Send MPEG-TS: in ffmpeg, -f mpegts; from GStreamer, mpegtsmux alignment=7."),
    /** Packets of a transport stream have come, but no programme association table. */
    PROGRAMME(
            "it is a transport stream in which no programme table (PAT) was found",
            "In ffmpeg, -f mpegts sends one ten times a second; from GStreamer, set mpegtsmux alignment=7."),
    /** The programme's map has not come. */
    PROGRAMME_MAP(
            "the transport stream has a programme table (PAT), but the map of its programme (PMT) was not found",
            "In ffmpeg, -f mpegts sends one ten times a second; from GStreamer, set mpegtsmux alignment=7."),
    /** The transport stream announces a picture, and that is all. */
    PICTURE(
            "the transport stream announces a picture, but no whole frame of it has come",
            "Look whether the encoder gets a picture, and lower the bitrate if the line loses packets; from GStreamer,"
                    + " set mpegtsmux alignment=7."),
    /** Sound has come without a picture. */
    PICTURE_WITH_SOUND(
            "sound comes, but no picture",
            "Look whether the encoder gets a picture and sends it: in ffmpeg, -map 0:v -map 0:a."),
    /** Of a transport stream's pictures the large ones are missing, and with them what decodes them. */
    KEY_FRAME_AND_PARAMETER_SETS(
            "pictures come, but no key frame, nor what decodes them (SPS and PPS)",
            "From GStreamer, set mpegtsmux alignment=7, without which srtsink loses large frames, such as key frames;"
                    + " in OBS, Settings → Output → Keyframe Interval → 1 s; in ffmpeg, -g 30."),
    /** A transport stream's pictures lack what decodes them. */
    PARAMETER_SETS(
            "pictures come without what decodes them (SPS and PPS)",
            "In ffmpeg, -bsf:v dump_extra; from GStreamer, h264parse config-interval=-1 or h265parse"
                    + " config-interval=-1."),
    /** RTMP's pictures lack what decodes them. */
    SEQUENCE_HEADER(
            "pictures come without the sequence header that decodes them",
            "End and start the stream in the encoder, which sends it at the beginning; from GStreamer, put h264parse"
                    + " before flvmux."),
    /** All is there but a key frame. */
    KEY_FRAME(
            "the picture is described, but no whole key frame has come, where viewers could begin",
            "In OBS, Settings → Output → Keyframe Interval → 1 s; in ffmpeg, -g 30; from GStreamer, x264enc"
                    + " key-int-max=30.");

    private final String seen;
    private final String remedy;

    Lack(String seen, String remedy) {
        this.seen = seen;
        this.remedy = remedy;
    }

    /** What was seen; a clause. */
    String seen() {
        return seen;
    }

    /** What to change; a sentence. */
    String remedy() {
        return remedy;
    }
}
