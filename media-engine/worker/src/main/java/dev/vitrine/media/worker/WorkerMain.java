package dev.vitrine.media.worker;

import dev.vitrine.media.wire.Wire;
import dev.vitrine.media.worker.av.FFmpeg;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The worker's entry. Reads requests from standard input and writes responses to standard output, as
 * {@code dev.vitrine.media.wire} says, until the input ends; everything else that is printed goes to standard error.
 * Takes no other argument; {@code -Dorg.bytedeco.javacpp.cachedir} says where natives are unpacked.
 */
public final class WorkerMain {
    private static final int INPUT_BUFFER_BYTES = 64 << 10;
    /** Exit status after bytes that are no request. */
    private static final int EXIT_PROTOCOL = 65;

    private WorkerMain() {}

    /** Serves until the input ends. With {@code --version}, prints FFmpeg's version and licence and ends. */
    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            FFmpeg.configure();
            FFmpeg.load();
            System.out.println(FFmpeg.about());
            return;
        }
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        FFmpeg.configure();
        int status = 0;
        try {
            new WorkerSession(new Wire(new BufferedInputStream(System.in, INPUT_BUFFER_BYTES), out)).serve();
        } catch (IOException e) {
            System.err.println("media worker: " + e.getMessage());
            status = EXIT_PROTOCOL;
        }
        // Not exit(): a job inside native code must not hold the process, and nobody is there to hear of it.
        Runtime.getRuntime().halt(status);
    }
}
