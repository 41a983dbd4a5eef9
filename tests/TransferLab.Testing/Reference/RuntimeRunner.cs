using TransferLab.Onnx;
using TransferLab.Runtime;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace TransferLab.Testing.Reference;

/// <summary>Runs a model by ONNX Runtime on the arrays of the reference interpreter.</summary>
public static class RuntimeRunner
{
    /// <summary>Names the device that <see cref="Run"/> uses, as <c>--device</c> does; the CPU where it is not set.</summary>
    public const string DeviceVariable = "TRANSFERLAB_TEST_DEVICE";

    /// <summary>File of the provider that brings the device, as <c>--provider-library</c>; not set for what is built in.</summary>
    public const string ProviderLibraryVariable = "TRANSFERLAB_TEST_PROVIDER_LIBRARY";

    /// <summary>The device of the tests. One that cannot be used fails them: a run that was to be on a device must not pass on another.</summary>
    public static ComputeDevice Device { get; } = ComputeDevice.Parse(Environment.GetEnvironmentVariable(DeviceVariable) ?? "cpu", Environment.GetEnvironmentVariable(ProviderLibraryVariable));

    /// <summary>Loads a model, runs it once on one thread and lets it go.</summary>
    /// <param name="model">The model; fetched values must be among its outputs.</param>
    /// <param name="feeds">Arrays by input; floating-point elements are rounded to the array's type. Arrays the model has no input for are left out.</param>
    /// <param name="fetches">The outputs that are wanted.</param>
    /// <param name="optimization">How far the graph is rewritten.</param>
    public static IReadOnlyDictionary<string, NDArray> Run(
        OnnxModel model, IReadOnlyDictionary<string, NDArray> feeds, IReadOnlyList<string> fetches, GraphOptimization optimization)
    {
        using var session = new InferenceSession(model.ToBytes(), new SessionSettings { Threads = 1, Optimization = optimization, Device = Device });
        var known = session.Inputs.Concat(session.OptionalInputs).Select(i => i.Name).ToHashSet();
        var values = feeds.Where(f => known.Contains(f.Key)).Select(f => KeyValuePair.Create(f.Key, ToValue(f.Value))).ToList();
        OrtValue[] results = [];
        try
        {
            results = session.Run(values, fetches);
            return fetches.Select((name, i) => (name, results[i])).ToDictionary(p => p.name, p => FromValue(p.Item2));
        }
        finally
        {
            foreach (var value in values.Select(v => v.Value).Concat(results))
                value.Dispose();
        }
    }

    private static OrtValue ToValue(NDArray array)
    {
        var tensor = array.ToTensor();
        long[] dims = [.. tensor.Dims];
        return array.Type switch
        {
            ElementType.Float => OrtValue.From(tensor.Span<float>(), dims),
            ElementType.Double => OrtValue.From(tensor.Span<double>(), dims),
            ElementType.Float16 => OrtValue.From(tensor.Span<Half>(), dims),
            ElementType.Int64 => OrtValue.From(tensor.Span<long>(), dims),
            ElementType.Int32 => OrtValue.From(tensor.Span<int>(), dims),
            ElementType.UInt8 => OrtValue.From(tensor.Span<byte>(), dims),
            ElementType.Bool => OrtValue.From(tensor.Span<bool>(), dims),
            _ => throw new NotSupportedException($"{array} cannot be fed."),
        };
    }

    private static NDArray FromValue(OrtValue value)
    {
        long[] dims = [.. value.Dims];
        return NDArray.From(value.Type switch
        {
            TensorElementType.Float => Tensor.From<float>(value.Span<float>(), dims),
            TensorElementType.Double => Tensor.From<double>(value.Span<double>(), dims),
            TensorElementType.Float16 => Tensor.From<Half>(value.Span<Half>(), dims),
            TensorElementType.Int64 => Tensor.From<long>(value.Span<long>(), dims),
            TensorElementType.Int32 => Tensor.From<int>(value.Span<int>(), dims),
            TensorElementType.UInt8 => Tensor.From<byte>(value.Span<byte>(), dims),
            TensorElementType.Bool => Tensor.From<bool>(value.Span<bool>(), dims),
            _ => throw new NotSupportedException($"{value} cannot be read."),
        });
    }
}
