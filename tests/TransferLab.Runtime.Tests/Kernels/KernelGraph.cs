using TransferLab.Onnx;
using TransferLab.Runtime.Kernels;

namespace TransferLab.Runtime.Tests.Kernels;

/// <summary>A model of one node of our domain, and what it makes of given tensors.</summary>
internal sealed class KernelGraph
{
    private readonly List<(string Name, Tensor Value, bool Constant)> _inputs = [];
    private readonly Node _node;

    public KernelGraph(string op, params NodeAttribute[] attributes) => _node = new Node(op, [], [], attributes) { Domain = KernelDomain.Name };

    public static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    public KernelGraph In(string name, float[] values, params long[] dims)
    {
        _node.Inputs.Add(name);
        _inputs.Add((name, Tensor.From(values, dims), false));
        return this;
    }

    public KernelGraph Constant(string name, float[] values, params long[] dims)
    {
        _node.Inputs.Add(name);
        _inputs.Add((name, Tensor.From(values, dims), true));
        return this;
    }

    /// <summary>An optional input that is left out.</summary>
    public KernelGraph Without()
    {
        _node.Inputs.Add("");
        return this;
    }

    /// <summary>Outputs; an empty name leaves one out.</summary>
    public KernelGraph Out(params string[] names)
    {
        foreach (var name in names)
            _node.Outputs.Add(name);
        return this;
    }

    public byte[] Model()
    {
        var model = new OnnxModel("kernel", 18);
        model.SetOpset(KernelDomain.Name, 1);
        foreach (var (name, value, constant) in _inputs)
            if (constant)
                model.Graph.Initializers.Add(name, value);
            else
                model.Graph.Inputs.Add(new ValueInfo(name, ElementType.Float, new Shape(value.Dims.Select((_, i) => Dim.Of($"{name}{i}")))));
        model.Graph.Nodes.Add(_node);
        foreach (var name in _node.Outputs.Where(o => o.Length > 0))
            model.Graph.Outputs.Add(new ValueInfo(name, ElementType.Float, null));
        return model.ToBytes();
    }

    public List<(string Name, OrtValue Value)> Feeds()
    {
        var feeds = new List<(string, OrtValue)>();
        foreach (var (name, value, _) in _inputs.Where(i => !i.Constant))
        {
            var fed = OrtValue.Allocate<float>([.. value.Dims]);
            value.ToFloats().CopyTo(fed.Span<float>());
            feeds.Add((name, fed));
        }
        return feeds;
    }

    /// <summary>Runs the node: its outputs by name.</summary>
    public Dictionary<string, (float[] Values, long[] Dims)> Run(int threads = 1)
    {
        using var session = new InferenceSession(Model(), new SessionSettings { Threads = threads });
        return Run(session);
    }

    public Dictionary<string, (float[] Values, long[] Dims)> Run(InferenceSession session)
    {
        var names = _node.Outputs.Where(o => o.Length > 0).ToArray();
        var feeds = Feeds();
        var results = session.Run(Models.Feeds([.. feeds]), names);
        var all = names.Zip(results).ToDictionary(p => p.First, p => (p.Second.Span<float>().ToArray(), p.Second.Dims.ToArray()));
        foreach (var value in results.Concat(feeds.Select(f => f.Value)))
            value.Dispose();
        return all;
    }
}
