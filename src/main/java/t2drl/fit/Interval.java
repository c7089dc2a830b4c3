package t2drl.fit;

/** A 95% interval. */
public record Interval(double low, double high) {}
