package t2drl.config;

/** How many values a key has. */
enum Shape {
    ONE(""),
    INTERVAL("[low, high]"),
    PER_STATE("[popularity_states]"),
    PER_MODEL("[models]"),
    STATE_BY_STATE("[popularity_states, popularity_states]"),
    STATE_BY_MODEL("[popularity_states, models]");

    final String text;

    Shape(String text) {
        this.text = text;
    }
}
