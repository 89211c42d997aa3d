package dev.vitrine.media.engine.stream;

import java.util.ArrayList;
import java.util.List;

/** A subscriber that keeps everything. */
final class RecordingBus implements PacketSubscriber {
    final List<Segment> segments = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    int pauses;

    @Override
    public void begin(Segment segment) {
        segments.add(segment);
    }

    @Override
    public void packet(Packet packet) {
        packets.add(packet);
    }

    @Override
    public void pause() {
        pauses++;
    }

    List<Packet> of(Track track) {
        return packets.stream().filter(packet -> packet.track() == track).toList();
    }
}
