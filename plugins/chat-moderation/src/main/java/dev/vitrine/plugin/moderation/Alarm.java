package dev.vitrine.plugin.moderation;

/** Hears what judging finds out besides the verdict. Called on the sender's thread or the event's; must not block. */
interface Alarm {
    /** For a judging that has no consequences. */
    Alarm SILENT = new Alarm() {
        @Override
        public void raid(String reason) {
            // A rehearsal.
        }

        @Override
        public void offence(String user, String rule, long cause) {
            // A rehearsal.
        }
    };

    /** A raid goes on; said once per raid. */
    void raid(String reason);

    /** Somebody offended; {@code cause} is the record that says so, 0 when there is none. */
    void offence(String user, String rule, long cause);
}
