package dev.vitrine.media.engine.stream;

/** What is looked at in a publisher's packets, in the order of the runbook. */
public enum PublisherProbe {
    /** Whether a picture comes at all. */
    PICTURE("picture", "ms"),
    /** Likewise of a backup that stands by. */
    BACKUP_PICTURE("backup-picture", "ms"),
    /** Codec, profile, number of tracks: whether it can be taken at all. */
    CODEC("codec", ""),
    /** Frames that are presented in another order than they are sent in. */
    B_FRAMES("b-frames", "ms"),
    /** Distance between key frames. */
    GOP("gop", "ms"),
    /** Whether frames come at even distances. */
    FRAME_RATE("frame-rate", "ms"),
    /** Whether time goes on steadily. */
    TIMESTAMPS("timestamps", "ms"),
    /** Whether sound comes with the picture. */
    AUDIO("audio", "ms"),
    /** Empty and malformed frames. */
    FRAMES("frames", "frames"),
    /** Size of single frames. */
    FRAME_SIZE("frame-size", "bytes");

    private final String id;
    private final String unit;

    PublisherProbe(String id, String unit) {
        this.id = id;
        this.unit = unit;
    }

    /** Its name in records. */
    public String id() {
        return id;
    }

    /** The unit of its figure. */
    public String unit() {
        return unit;
    }

    /** The step of the runbook, a heading of this module's README. */
    public String runbook() {
        return "publisher/" + (this == BACKUP_PICTURE ? PICTURE.id : id);
    }
}
