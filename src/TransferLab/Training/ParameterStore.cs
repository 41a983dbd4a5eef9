using TransferLab.Autodiff;
using TransferLab.Onnx;
using TransferLab.Optimizers;
using TransferLab.Runtime;

namespace TransferLab.Training;

/// <summary>
/// All trainable tensors of a phase in one flat native buffer, and their gradients in another of the same layout. The session reads weights from and
/// writes gradients to these buffers directly; optimizers and clipping see one long vector.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    private readonly Dictionary<string, long[]> _dims;

    public ParameterStore(IReadOnlyList<TrainableTensor> trainables, Func<string, float>? rateScale = null)
    {
        _dims = trainables.ToDictionary(t => t.Name, t => t.Shape.ToArray());
        // Matrices and kernels decay; biases and normalisation parameters, which have one dimension, do not.
        Layout = ParameterLayout.Pack(trainables.Select(t => (t.Name, checked((int)t.Count), rateScale?.Invoke(t.Name) ?? 1f, t.Shape.Count > 1)));
        Weights = new(Layout.Length);
        Gradients = new(Layout.Length);
    }

    public ParameterLayout Layout { get; }

    public NativeBuffer<float> Weights { get; }

    public NativeBuffer<float> Gradients { get; }

    /// <summary>Takes the starting values from the initializers of a model.</summary>
    public void LoadFrom(Graph graph)
    {
        foreach (var slice in Layout.Slices)
            graph.Initializers[slice.Name].Span<float>().CopyTo(Weights.Slice(slice.Offset, slice.Length));
    }

    /// <summary>Puts the current values into the initializers of a model.</summary>
    public void StoreTo(Graph graph)
    {
        foreach (var slice in Layout.Slices)
            graph.Initializers[slice.Name] = Tensor.From<float>(Weights.Slice(slice.Offset, slice.Length), _dims[slice.Name]);
    }

    public OrtValue WeightValue(ParameterSlice slice) => OrtValue.Over(Weights, slice.Offset, _dims[slice.Name]);

    public OrtValue GradientValue(ParameterSlice slice) => OrtValue.Over(Gradients, slice.Offset, _dims[slice.Name]);

    public void Dispose()
    {
        Weights.Dispose();
        Gradients.Dispose();
    }
}
