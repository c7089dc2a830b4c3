package t2drl.benchmarks.turns;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2drl.agent.AgentKind;
import t2drl.benchmarks.LearnerCase;
import t2drl.benchmarks.T2drlDecider;
import t2drl.benchmarks.T2drlLearner;
import t2drl.benchmarks.T2drlProducts;

/** What can be timed in turns. {@link Turns} loads this class once a build. */
public final class Subject {
    private static final Pattern NAME = Pattern.compile(
            "(flat-trained/|flat/|)(threads\\d/|)(update|update-ddpg|decision)/(\\d{1,5})|product/(\\d{2,4})");

    private Subject() {}

    /** One run of what {@code benchmarks/run} calls so. */
    public static Runnable named(String name) {
        Matcher found = NAME.matcher(name);
        if (!found.matches()) {
            throw new IllegalArgumentException(name);
        }
        if (found.group(5) != null) {
            int width = Integer.parseInt(found.group(5));
            return new T2drlProducts(width == 64 ? 256 * 15 : 256, width)::multiply;
        }
        LearnerCase.Kind kind = switch (found.group(1)) {
            case "flat/" -> LearnerCase.Kind.FLAT;
            case "flat-trained/" -> LearnerCase.Kind.FLAT_TRAINED;
            default -> LearnerCase.Kind.SHARED;
        };
        int threads = found.group(2).isEmpty() ? 1 : found.group(2).charAt("threads".length()) - '0';
        int count = Integer.parseInt(found.group(4));
        AgentKind agent = found.group(3).equals("update-ddpg") ? AgentKind.DDPG : AgentKind.D3PG;
        LearnerCase of = LearnerCase.of(kind, agent);
        return found.group(3).equals("decision") ? decision(of, count) : new T2drlLearner(of, count, threads)::update;
    }

    private static Runnable decision(LearnerCase of, int cells) {
        T2drlDecider decider = new T2drlDecider(of, cells);
        float[] states = new float[cells * of.state()];
        float[] actions = new float[cells * of.action()];
        Random random = new Random(1);
        for (int i = 0; i < states.length; i++) {
            states[i] = (float) random.nextGaussian();
        }
        return () -> decider.decide(states, actions);
    }
}
