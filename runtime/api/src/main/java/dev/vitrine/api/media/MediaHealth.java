package dev.vitrine.api.media;

/**
 * A figure of a stream that was looked at, and whether it is well. Sent when the state of its probe changes, so that
 * the newest one of each probe is what holds; recorded as {@code media.health} for staff. How it stands at any time is
 * {@link MediaEngine#health}.
 *
 * @param event id of the event
 * @param probe what was looked at, such as {@code gop}, {@code b-frames}, {@code audio} or {@code loudness}
 * @param state how it stands
 * @param value the figure
 * @param threshold where the state changes
 * @param unit of both, such as {@code ms}
 * @param sentence what it is, and what to change, in the publisher's terms; may be empty while all is well
 * @param runbook which step of the runbook helps, such as {@code publisher/b-frames}; empty when there is none
 */
public record MediaHealth(
        String event,
        String probe,
        State state,
        double value,
        double threshold,
        String unit,
        String sentence,
        String runbook) {
    /** How a probe stands. */
    public enum State {
        /** Nothing to do. */
        OK,
        /** Viewers notice little yet; look into it. */
        WARN,
        /** Viewers notice; act now. */
        BAD
    }

    /** The same without a sentence: nothing has to be said of what has been well for a while. */
    public MediaHealth quiet() {
        return new MediaHealth(event, probe, state, value, threshold, unit, "", runbook);
    }
}
