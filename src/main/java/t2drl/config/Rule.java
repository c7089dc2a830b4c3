package t2drl.config;

import java.util.function.DoublePredicate;

/** What every number of a key must satisfy; {@code text} completes "KEY must ...". */
record Rule(String text, DoublePredicate holds) {
    static final Rule ANY = new Rule("be any number", x -> true);
    static final Rule POSITIVE = new Rule("be greater than 0", x -> x > 0);
    static final Rule NOT_NEGATIVE = new Rule("be at least 0", x -> x >= 0);
    static final Rule FRACTION = between(0, 1);
    static final Rule POSITIVE_FRACTION = new Rule("be greater than 0 and at most 1", x -> x > 0 && x <= 1);

    static Rule between(double least, double most) {
        String text = "be between %s and %s".formatted(Values.number(least), Values.number(most));
        return new Rule(text, x -> x >= least && x <= most);
    }
}
