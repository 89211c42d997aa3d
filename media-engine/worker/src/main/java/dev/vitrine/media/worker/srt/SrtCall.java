package dev.vitrine.media.worker.srt;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * Whom to call, as the server writes it first to {@link SrtCallMain}'s standard input: address UTF, port u16, latency
 * i32, length of the key i32, stream id UTF, passphrase UTF, each as {@link java.io.DataOutput} writes it.
 *
 * @param address an IP address, which the server has checked
 * @param port its port
 * @param latencyMs of both directions
 * @param keyBytes length of the key, 0 for the usual one
 * @param streamId a secret; may be empty
 * @param passphrase a secret; empty without encryption
 */
record SrtCall(String address, int port, int latencyMs, int keyBytes, String streamId, String passphrase) {
    static SrtCall read(DataInputStream in) throws IOException {
        return new SrtCall(
                in.readUTF(), in.readUnsignedShort(), in.readInt(), in.readInt(), in.readUTF(), in.readUTF());
    }

    @Override
    public String toString() {
        return "SrtCall[" + address + ":" + port + "]";
    }
}
