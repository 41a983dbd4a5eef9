using TransferLab.Autodiff.Rewriting;
using TransferLab.Autodiff.Rewriting.Kernels;

namespace TransferLab.Sessions;

/// <summary>
/// Models as sessions of this library run them: with kernels in C# in the place of the runtime's own operators where <see cref="KernelChoice"/> and
/// the device allow it. What is written to disk stays in the default domain.
/// </summary>
internal static class KernelModel
{
    /// <summary>The operators that kernels take over on a device; on others than the CPU none.</summary>
    public static KernelOperators Operators(ComputeDevice device)
    {
        var choice = KernelChoice.Current;
        if (!choice.IsOn || device.Resolve(out _) != ComputeDevice.Cpu)
            return KernelOperators.None;
        return (choice.Convolutions ? KernelOperators.Convolutions : 0) | (choice.Depthwise ? KernelOperators.Depthwise : 0)
            | (choice.Pooling ? KernelOperators.Pooling : 0) | (choice.Activations ? KernelOperators.Activations : 0)
            | (choice.Linear ? KernelOperators.Linear : 0) | (choice.Normalization ? KernelOperators.Normalization : 0);
    }

    /// <summary>A forward model for a session on a device: a copy with kernels, or the model itself.</summary>
    /// <param name="model">The model, which is left unchanged.</param>
    /// <param name="device">Where it will run.</param>
    /// <param name="weights">Its inputs that are weights; null for none.</param>
    public static OnnxModel Of(OnnxModel model, ComputeDevice device, IReadOnlyCollection<string>? weights = null)
    {
        if (Operators(device) == KernelOperators.None)
            return model;
        var copy = model.Clone();
        return Rewrite(copy, device, weights ?? []) ? copy : model;
    }

    /// <summary>A session of a forward model.</summary>
    public static InferenceSession Open(byte[] model, SessionSettings settings) =>
        Operators(settings.Device) == KernelOperators.None || Read(() => OnnxModel.Parse(model), settings.Device) is not { } bytes
            ? new(model, settings) : new(bytes, settings);

    /// <summary>A session of a forward model's file.</summary>
    public static InferenceSession Open(string path, SessionSettings settings) =>
        Operators(settings.Device) == KernelOperators.None || !File.Exists(path) || Read(() => OnnxModel.Load(path), settings.Device) is not { } bytes
            ? new(path, settings) : new(bytes, settings);

    private static bool Rewrite(OnnxModel model, ComputeDevice device, IReadOnlyCollection<string> weights)
    {
        // The runtime folds batch normalisation into its own convolutions, not into ours.
        BatchNormFolding.Apply(model.Graph, model.Opset);
        return KernelRewriting.Apply(model, ShapeTable.Infer(model), Operators(device), weights);
    }

    // Null where kernels take nothing. What we cannot read or put into one message the runtime may; where it cannot, it says why.
    private static byte[]? Read(Func<OnnxModel> load, ComputeDevice device)
    {
        try
        {
            var model = load();
            return Rewrite(model, device, []) ? model.ToBytes() : null;
        }
        catch (Exception e) when (e is OnnxFormatException or ShapeInferenceException)
        {
            return null;
        }
    }
}
