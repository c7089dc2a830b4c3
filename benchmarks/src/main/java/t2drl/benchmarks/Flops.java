package t2drl.benchmarks;

import t2drl.agent.AgentKind;

/**
 * Operations of matrix products, a cell (a sample of a batch), two for each multiply-add; all else is left out. Two counts of an update: {@link #hoistedUpdate}, as our kernels
 * run it (the state's part of the first layer once a chain, step embeddings once a batch, only gradients that are used), and {@link #autogradUpdate}, as automatic
 * differentiation runs the plain form that the peers are written in.
 */
final class Flops {
    private final LearnerCase c;
    private final double rows; // that the network's layers see of one cell
    private final double h;

    Flops(LearnerCase learnerCase) {
        c = learnerCase;
        rows = c.shared() ? c.users() : 1;
        h = c.hidden();
    }

    /** Multiply-adds of the layers between the first and the last, pools included. */
    private double hidden() {
        return c.shared() ? 2 * rows * h * h + 2 * h * h : h * h;
    }

    private double actorOutputs() {
        return c.shared() ? 2 : c.action();
    }

    private double criticInputs() {
        return c.features() + (c.shared() ? 2 : c.action());
    }

    private double actionColumns() {
        return c.shared() ? 2 : c.action();
    }

    private boolean chain() {
        return c.agent() == AgentKind.D3PG;
    }

    private double steps() {
        return chain() ? c.schedule().steps() : 1;
    }

    /** Multiply-adds of the first layer over {@code inputs} columns. */
    private double first(double inputs) {
        return rows * inputs * h;
    }

    private double last(double outputs) {
        return rows * h * outputs;
    }

    private double plainActorInputs() {
        return chain() ? c.features() + actionColumns() + c.embedding() : c.features();
    }

    /** Hoisted. */
    double actorForward() {
        double perStep = (chain() ? first(actionColumns()) : 0) + hidden() + last(actorOutputs());
        return 2 * (first(c.features()) + steps() * perStep);
    }

    /** Hoisted: gradients by weights, and by what leads to them. */
    double actorBackward() {
        double inner =
                steps() * (hidden() + last(actorOutputs())) + (chain() ? (steps() - 1) * first(actionColumns()) : 0);
        return actorForward() + 2 * inner;
    }

    /** The plain form: everything in every step. */
    double plainActorForward() {
        return 2 * steps() * (first(plainActorInputs()) + hidden() + last(actorOutputs()));
    }

    double criticForward() {
        return 2 * (first(criticInputs()) + hidden() + last(1));
    }

    /** Gradients by weights. */
    double criticBackward() {
        return criticForward() + 2 * (hidden() + last(1));
    }

    private double targets(double actor) {
        return c.discount() > 0 ? actor + criticForward() : 0;
    }

    /** What our kernels have to run. */
    double hoistedUpdate() {
        double throughCritic = 2 * (hidden() + last(1) + first(actionColumns()));
        return targets(actorForward())
                + criticForward()
                + criticBackward()
                + actorForward()
                + criticForward()
                + throughCritic
                + actorBackward();
    }

    /** What automatic differentiation runs: gradients by whole inputs, and by the critic's weights in the actor's step. */
    double autogradUpdate() {
        double firstInput = 2 * first(plainActorInputs());
        // The flat form's step embedding is learned, so even the first step's input is differentiated by.
        double inputs = !chain() ? 0 : (c.shared() ? steps() - 1 : steps()) * firstInput;
        double actorBackward = plainActorForward() + 2 * steps() * (hidden() + last(actorOutputs())) + inputs;
        return targets(plainActorForward())
                + criticForward()
                + criticBackward()
                + plainActorForward()
                + criticForward()
                + 2 * criticForward()
                + actorBackward;
    }
}
