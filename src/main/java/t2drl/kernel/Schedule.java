package t2drl.kernel;

/** A number that moves from {@code start} to {@code end} over the first {@code length} steps of a counter and then stays. */
public record Schedule(Form form, double start, double end, long length) {
    /** How the number moves. */
    public enum Form {
        LINEAR,
        COSINE
    }

    public static Schedule constant(double value) {
        return new Schedule(Form.LINEAR, value, value, 1);
    }

    public static Schedule linear(double start, double end, long length) {
        return new Schedule(Form.LINEAR, start, end, length);
    }

    public static Schedule cosine(double start, double end, long length) {
        return new Schedule(Form.COSINE, start, end, length);
    }

    public double at(long step) {
        double part = Math.clamp((double) step / length, 0.0, 1.0);
        double moved = form == Form.COSINE ? (1 - Math.cos(Math.PI * part)) / 2 : part;
        return start + (end - start) * moved;
    }
}
