package t2drl.benchmarks.peer;

import java.util.List;
import t2drl.kernel.MapShape;

/** The water-level action map, differentiable, with tensor operations (the system model, section 5). */
final class PeerActionMap<T> {
    /** Bandwidth shares and fractions of A3, {@code [batch, users]} each. */
    record Shares<T>(T b, T f) {}

    private final Tensors<T> t;
    private final MapShape shape;

    PeerActionMap(Tensors<T> tensors, MapShape shape) {
        t = tensors;
        this.shape = shape;
    }

    Shares<T> apply(T action, T hit, T a3) {
        int users = shape.users();
        T b = t.add(
                t.multiply(
                        t.softmax(t.multiply(t.narrow(action, 1, 0, users), shape.softmaxFactor()), 1),
                        1 - users * shape.minShare()),
                shape.minShare());
        T y = t.multiply(t.add(t.narrow(action, 1, users, users), 1), shape.askHeight() / 2);
        T weight = t.multiply(hit, a3);
        // What follows is constant to the gradient, but for the line that uses y again below.
        T fixed = t.detach(y);
        T zero = t.multiply(weight, 0);
        T level = level(fixed, weight);
        T top = t.add(level, 1);
        T hits = t.greater(hit, 0);
        T between = t.both(hits, t.both(t.greater(fixed, level), t.greater(top, fixed)));
        T above = t.both(hits, t.atLeast(fixed, top));
        T divisor = t.sum(t.choose(between, weight, zero), 1);
        T moves = t.both(t.greater(level, 0), t.greater(divisor, 0));
        divisor = t.choose(moves, divisor, t.add(t.multiply(divisor, 0), 1));
        T full = t.sum(t.choose(above, weight, zero), 1);
        // The level once more, as a differentiable function of the asks that it lies between: this gives the map's
        // gradient.
        T asked = t.sum(t.choose(between, t.multiply(y, weight), zero), 1);
        T moving = t.divide(t.add(t.add(asked, full), -shape.stepsPerSlot()), divisor);
        T f = t.choose(between, t.subtract(y, t.choose(moves, moving, level)), t.number(above));
        return new Shares<>(b, f);
    }

    /**
     * The level at which {@code sum_u clip(y_u - level, 0, 1) * weight_u} is R, {@code [batch, 1]}; 0 where all asks fit. What is served falls with the level along
     * straight lines between the points {@code y_u} and {@code y_u - 1}: sort them, go down, and solve on the line that passes R.
     */
    private T level(T y, T weight) {
        int points = 2 * shape.users();
        double steps = shape.stepsPerSlot();
        T ends = t.concatenate(1, List.of(y, t.add(y, -1)));
        T order = t.descendingOrder(ends);
        T sorted = t.gather(ends, order);
        T signed = t.concatenate(1, List.of(weight, t.multiply(weight, -1)));
        T slopes = t.narrow(t.runningSum(t.gather(signed, order)), 1, 0, points - 1);
        T falls = t.subtract(t.narrow(sorted, 1, 0, points - 1), t.narrow(sorted, 1, 1, points - 1));
        T first = t.multiply(t.narrow(sorted, 1, 0, 1), 0);
        T served = t.concatenate(1, List.of(first, t.runningSum(t.multiply(slopes, falls))));
        T last = t.lastTrue(t.atMost(served, steps), points - 2);
        T rest = t.add(t.multiply(t.gather(served, last), -1), steps);
        T level = t.subtract(t.gather(sorted, last), t.divide(rest, t.gather(slopes, last)));
        T wanted = t.sum(t.multiply(t.clip(y, 0, 1), weight), 1);
        T none = t.multiply(wanted, 0);
        return t.choose(t.atMost(wanted, steps), none, t.clip(level, 0, 2 * shape.askHeight()));
    }
}
