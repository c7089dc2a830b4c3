/** T2DRL: caching and resource allocation at the edge, learned on two timescales. */
module t2drl {
    requires jdk.incubator.vector;
    requires info.picocli;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires commons.math3;
    requires org.apache.commons.csv;
    requires jcuda;
    requires java.desktop;
    requires jdk.management;
    requires static org.jspecify;

    exports t2drl.agent;
    exports t2drl.chart;
    exports t2drl.checkpoint;
    exports t2drl.common;
    exports t2drl.config;
    exports t2drl.device;
    exports t2drl.edge;
    exports t2drl.fit;
    exports t2drl.golden;
    exports t2drl.kernel;
    exports t2drl.measure;
    exports t2drl.method;
    exports t2drl.nn;
    exports t2drl.policy;
    exports t2drl.policy.onnx;
    exports t2drl.solver;
    exports t2drl.study;
    exports t2drl.study.compare;
    exports t2drl.study.stats;

    uses t2drl.study.compare.StudyEngine;

    opens t2drl.device to
            com.fasterxml.jackson.databind;
    opens t2drl.fit to
            com.fasterxml.jackson.databind;
    opens t2drl.kernel to
            com.fasterxml.jackson.databind;
    opens t2drl.method to
            com.fasterxml.jackson.databind;
    opens t2drl.policy to
            com.fasterxml.jackson.databind;
    opens t2drl.study to
            com.fasterxml.jackson.databind;
    opens t2drl.study.compare to
            com.fasterxml.jackson.databind;
    opens t2drl.cli to
            com.fasterxml.jackson.databind,
            info.picocli;
}
