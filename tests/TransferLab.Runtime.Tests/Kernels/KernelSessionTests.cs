using TransferLab.Onnx;
using TransferLab.Runtime.Kernels;

namespace TransferLab.Runtime.Tests.Kernels;

/// <summary>How kernels live in a session: errors, threads, memory.</summary>
public class KernelSessionTests
{
    [Fact]
    public void A_shape_that_does_not_fit_is_an_error_of_the_run()
    {
        var graph = new KernelGraph("Conv").In("x", [1, 2, 3], 1, 1, 1, 3).In("w", [1, 1], 1, 2, 1, 1).Out("y");
        Assert.Contains("do not fit an input of shape [1,1,1,3]", Assert.Throws<OrtException>(() => graph.Run()).Message, StringComparison.Ordinal);
        Assert.Contains("four dimensions", Assert.Throws<OrtException>(() => new KernelGraph("GlobalAveragePool").In("x", [1], 1).Out("y").Run()).Message,
            StringComparison.Ordinal);
        Assert.Contains("Weights [3,1] do not fit rows of an input of shape [1,2]",
            Assert.Throws<OrtException>(() => new KernelGraph("Linear").In("x", [1, 2], 1, 2).In("w", [1, 2, 3], 3, 1).Out("y").Run()).Message, StringComparison.Ordinal);
        Assert.Contains("The gradient [2] has not the shape",
            Assert.Throws<OrtException>(() => new KernelGraph("SoftmaxGradient").In("dy", [1, 2], 2).In("y", [1], 1).Out("dx").Run()).Message, StringComparison.Ordinal);
        Assert.Contains("the scale [1] does not fit rows", Assert.Throws<OrtException>(() => new KernelGraph("LayerNormalizationGradient")
            .In("dy", [1, 2], 1, 2).In("x", [1, 2], 1, 2).In("scale", [1], 1).Out("dx").Run()).Message, StringComparison.Ordinal);
        Assert.Contains("larger than the padded input",
            Assert.Throws<OrtException>(() => new KernelGraph("Conv").In("x", [1], 1, 1, 1, 1).In("w", [1, 1], 1, 1, 2, 1).Out("y").Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_does_not_fit_is_an_error_of_loading()
    {
        var model = new KernelGraph("Conv", NodeAttribute.Ints("strides", 1)).In("x", [1], 1, 1, 1, 1).In("w", [1], 1, 1, 1, 1).Out("y").Model();
        Assert.Contains("'strides' has 1 numbers", Assert.Throws<OrtException>(() => new InferenceSession(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_goes_on_after_a_run_that_failed()
    {
        var graph = new KernelGraph("Clamp", NodeAttribute.Float("min", 0)).In("x", [-1, 2], 2).In("addend", [0, 0], 2).Out("y");
        using var session = new InferenceSession(graph.Model());
        var wrong = new KernelGraph("Clamp").In("x", [-1, 2], 2).In("addend", [0], 1).Out("y");
        Assert.Throws<OrtException>(() => wrong.Run(session));
        Assert.Equal([0, 2], graph.Run(session)["y"].Values);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        var graph = Large();
        var one = graph.Run(threads: 1);
        foreach (var threads in (int[])[2, 3])
            foreach (var (name, (values, _)) in graph.Run(threads))
                Assert.Equal(one[name].Values, values);
    }

    [Fact]
    public void Two_sessions_run_at_once_from_several_threads()
    {
        var graph = Large();
        var expected = graph.Run();
        using var first = new InferenceSession(graph.Model(), new SessionSettings { Threads = 2 });
        using var second = new InferenceSession(graph.Model(), new SessionSettings { Threads = 2 });
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            foreach (var (name, (values, _)) in graph.Run(i % 2 == 0 ? first : second))
                Assert.Equal(expected[name].Values, values);
        });
    }

    [Fact]
    public void Every_operator_runs_without_a_managed_allocation()
    {
        var model = new OnnxModel("all", 18);
        model.SetOpset(KernelDomain.Name, 1);
        var graph = model.Graph;
        graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(2, 3, 8, 8)));
        graph.Inputs.Add(new ValueInfo("w", ElementType.Float, Shape.Of(3, 3, 3, 3)));
        graph.Initializers.Add("m_w", Tensor.From(KernelGraph.Numbers(12, 1), [3, 4]));
        graph.Initializers.Add("s", Tensor.From(KernelGraph.Numbers(3, 2), [3]));
        Add("ToChannelsLast", ["x"], ["x_last"]);
        Add("Conv", ["x_last", "w"], ["c"], NodeAttribute.Ints("pads", 1, 1, 1, 1), NodeAttribute.Float("min", 0));
        Add("MaxPool", ["c"], ["m"], Window());
        Add("GlobalAveragePool", ["m"], ["a"]);
        Add("Clamp", ["a"], ["k"], NodeAttribute.Float("max", 1));
        Add("ClampGradient", ["k", "a"], ["dk"], NodeAttribute.Float("max", 1));
        Add("GlobalAveragePoolGradient", ["dk", "m"], ["dm"]);
        Add("MaxPoolGradient", ["dm", "c", "m"], ["dc"], Window());
        Add("ConvGradient", ["dc", "x_last", "w"], ["dx", "dw", "db"], NodeAttribute.Ints("pads", 1, 1, 1, 1));
        Add("Linear", ["dx", "m_w"], ["l"]);
        Add("Gelu", ["l"], ["g"]);
        Add("GeluGradient", ["g", "l"], ["dl"]);
        Add("LinearGradient", ["dl", "dx", "m_w"], ["dr", "dmw", "dmb"]);
        Add("SoftmaxGradient", ["dr", "dx"], ["ds"]);
        Add("LayerNormalizationGradient", ["ds", "dx", "s"], ["dn", "dscale", "dbias"]);
        Add("ToChannelsFirst", ["dn"], ["dx_first"]);
        graph.Outputs.Add(new ValueInfo("dx_first", ElementType.Float, Shape.Of(2, 3, 8, 8)));
        Assert.Equal(KernelDomain.Operators.Select(o => o.Name).Order(), graph.Nodes.Select(n => n.OpType).Order());
        using var session = new InferenceSession(model.ToBytes());
        using var x = OrtValue.Allocate<float>(2, 3, 8, 8);
        using var w = OrtValue.Allocate<float>(3, 3, 3, 3);
        using var y = OrtValue.Allocate<float>(2, 3, 8, 8);
        using var binding = session.CreateBinding();
        binding.BindInput("x", x);
        binding.BindInput("w", w);
        binding.BindOutput("dx_first", y);
        for (var i = 0; i < 200; i++)
            binding.Run(CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            binding.Run(CancellationToken.None);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Add(string op, string[] inputs, string[] outputs, params NodeAttribute[] attributes) =>
            graph.Nodes.Add(new Node(op, inputs, outputs, attributes) { Domain = KernelDomain.Name });

        static NodeAttribute[] Window() => [NodeAttribute.Ints("kernel_shape", 2, 2), NodeAttribute.Ints("strides", 2, 2)];
    }

    private static KernelGraph Large() => new KernelGraph("ConvGradient", NodeAttribute.Ints("pads", 1, 1, 1, 1))
        .In("dy", KernelGraph.Numbers(4 * 28 * 28 * 16, 1), 4, 28, 28, 16).In("x", KernelGraph.Numbers(4 * 28 * 28 * 16, 2), 4, 28, 28, 16)
        .In("w", KernelGraph.Numbers(16 * 16 * 9, 3), 16, 16, 3, 3).Out("dx", "dw", "db");
}
