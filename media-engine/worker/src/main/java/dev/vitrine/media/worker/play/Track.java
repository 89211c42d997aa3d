package dev.vitrine.media.worker.play;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** One track of a file on its way from the demuxer to the play. For the thread that reads the file. */
interface Track extends AutoCloseable {
    /** Takes the next packet, which stays the caller's. */
    void take(AVPacket packet) throws IOException;

    /** Gives what is held back: no packet follows. */
    void end() throws IOException;

    @Override
    void close();
}
