using TransferLab.Onnx;
using TransferLab.Runtime;

namespace TransferLab.Autodiff.Tests.Updates;

/// <summary>A model over flat vectors, bound to buffers by the names of its inputs and outputs.</summary>
internal sealed class VectorRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SessionBinding _binding;
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<string, NativeBuffer<float>> _buffers = [];

    /// <param name="model">The model; outputs that are not float32 are left to the caller.</param>
    /// <param name="place">The input whose memory an output takes; null for memory of its own.</param>
    public VectorRun(OnnxModel model, Func<string, string?> place)
    {
        _session = new(model.ToBytes(), new SessionSettings { Threads = 1 });
        _binding = _session.CreateBinding();
        foreach (var input in model.Graph.Inputs)
            _binding.BindInput(input.Name, Value(input.Name, input.Shape![0].Value));
        foreach (var output in model.Graph.Outputs)
            if (output.Type == ElementType.Float)
                _binding.BindOutput(output.Name, Value(place(output.Name) ?? output.Name, output.Shape![0].Value));
            else
                _binding.BindOutput(output.Name);
    }

    public Span<float> this[string name] => _buffers[name].Span;

    public void Run() => _binding.Run();

    public double[] Doubles(string output)
    {
        using var value = _binding.Output(output);
        return value.Span<double>().ToArray();
    }

    public void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
        _owned.ForEach(o => o.Dispose());
    }

    private OrtValue Value(string name, long length)
    {
        if (!_buffers.TryGetValue(name, out var buffer))
            _owned.Add(_buffers[name] = buffer = new(length));
        var value = OrtValue.Over(buffer, 0, length);
        _owned.Add(value);
        return value;
    }
}
