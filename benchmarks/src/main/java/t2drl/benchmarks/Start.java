package t2drl.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import t2drl.agent.AgentKind;

/**
 * How long a fresh process takes, from its start: to the first decision, and until updates (D3PG, shared family, batch 256, one thread) come within 10% of the speed that they
 * settle at. Medians over processes.
 */
record Start(double firstDecisionSeconds, double fullSpeedSeconds) {
    private static final double WINDOW = 0.5;

    static Start measure(boolean quick) throws IOException {
        List<Double> decisions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            decisions.add(times("0").getFirst());
        }
        List<Double> speeds = new ArrayList<>();
        for (int i = 0; i < (quick ? 1 : 3); i++) {
            speeds.add(fullSpeed(times(quick ? "9" : "15")));
        }
        return new Start(median(decisions), median(speeds));
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    /** The end of the first window that is as fast as the last three seconds, 10% less at most. */
    private static double fullSpeed(List<Double> times) {
        double last = times.getLast();
        long inLast = times.stream().filter(t -> t > last - 3).count();
        double needed = 0.9 * inLast / 3 * WINDOW;
        for (int from = 1, to = 1; to < times.size(); to++) {
            while (times.get(from) <= times.get(to) - WINDOW) {
                from++;
            }
            if (to - from + 1 >= needed && times.get(to) - times.get(1) >= WINDOW) {
                return times.get(to);
            }
        }
        return Double.NaN;
    }

    /** When a process printed its lines, in seconds from its start: the decision, then updates. */
    private static List<Double> times(String seconds) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jmh.JVM);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Start.class.getName() + "$Probe", seconds));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Double> times = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            while (out.readLine() != null) {
                times.add((System.nanoTime() - start) / 1e9);
            }
        }
        if (times.isEmpty()) {
            throw new IllegalStateException("the process that measures the start printed nothing");
        }
        return times;
    }

    /** Decides once, then updates for some seconds; prints a line at each. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            LearnerCase c = LearnerCase.of(LearnerCase.Kind.SHARED, AgentKind.D3PG);
            try (T2drlDecider decider = new T2drlDecider(c, 1)) {
                decider.decide(new float[c.state()], new float[c.action()]);
            }
            System.out.println("decided");
            long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
            if (System.nanoTime() >= end) {
                return;
            }
            try (T2drlLearner learner = new T2drlLearner(c, 256, 1)) {
                while (System.nanoTime() < end) {
                    learner.update();
                    System.out.println("updated");
                }
            }
        }
    }
}
