namespace TransferLab.Runtime.Native;

/// <summary>Adds an execution provider to session options.</summary>
internal static unsafe class ProviderOptions
{
    private const string Suffix = "ExecutionProvider";

    // SessionOptionsAppendExecutionProvider compares names exactly, and its spelling is not the one of GetAvailableProviders.
    private static readonly string[] s_shortNames =
        ["AZURE", "CoreML", "DML", "JS", "NvTensorRtRtx", "OpenVINO", "QNN", "SNPE", "VitisAI", "WebGPU", "WEBNN", "XNNPACK"];

    /// <exception cref="ArgumentException">This library has no such provider.</exception>
    /// <exception cref="OrtException">The runtime refused the provider or its options; mostly a driver that is missing.</exception>
    public static void Append(nint options, ExecutionProvider provider)
    {
        var name = provider.Name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? provider.Name[..^Suffix.Length] : provider.Name;
        if (!OrtRuntime.AvailableProviders.Contains(name + Suffix, StringComparer.OrdinalIgnoreCase))
            throw new ArgumentException(
                $"The execution provider '{provider.Name}' is not part of this ONNX Runtime ({OrtRuntime.Version}). "
                + $"It has: {string.Join(", ", OrtRuntime.AvailableProviders)}. "
                + "Other ones come with other packages: build with -p:Natives=nuget and -p:OrtNuGetPackage=Microsoft.ML.OnnxRuntime.Gpu or the like.",
                nameof(provider));

        // The CPU is always there, after all others.
        if (name.Equals("CPU", StringComparison.OrdinalIgnoreCase))
            return;
        var pairs = provider.Options ?? new Dictionary<string, string>();
        var keys = pairs.Select(p => NativeText.PinnedUtf8(p.Key)).ToArray();
        var values = pairs.Select(p => NativeText.PinnedUtf8(p.Value)).ToArray();
        fixed (nint* k = Addresses(keys))
        fixed (nint* v = Addresses(values))
        {
            if (name.Equals("CUDA", StringComparison.OrdinalIgnoreCase))
                AppendCuda(options, (byte**)k, (byte**)v, keys.Length);
            else if (name.Equals("TensorRT", StringComparison.OrdinalIgnoreCase))
                AppendTensorRT(options, (byte**)k, (byte**)v, keys.Length);
            else
            {
                name = s_shortNames.FirstOrDefault(s => s.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
                fixed (byte* n = NativeText.Utf8(name))
                    OrtStatus.Check(
                        OrtApi.Instance.SessionOptionsAppendExecutionProvider(options, n, (byte**)k, (byte**)v, (nuint)keys.Length), "add the execution provider", name);
            }
        }
        GC.KeepAlive(keys);
        GC.KeepAlive(values);
    }

    private static void AppendCuda(nint options, byte** keys, byte** values, int count)
    {
        var api = OrtApi.Instance;
        nint native;
        OrtStatus.Check(api.CreateProviderOptions(OrtApiIndex.CreateCUDAProviderOptions)(&native), "create options of", "CUDA");
        using var provider = new CudaOptionsHandle(native);
        if (count > 0)
            OrtStatus.Check(api.UpdateProviderOptions(OrtApiIndex.UpdateCUDAProviderOptions)(native, keys, values, (nuint)count), "take the options of", "CUDA");
        OrtStatus.Check(api.AppendExecutionProvider(OrtApiIndex.SessionOptionsAppendExecutionProvider_CUDA_V2)(options, native), "add the execution provider", "CUDA");
    }

    private static void AppendTensorRT(nint options, byte** keys, byte** values, int count)
    {
        var api = OrtApi.Instance;
        nint native;
        OrtStatus.Check(api.CreateProviderOptions(OrtApiIndex.CreateTensorRTProviderOptions)(&native), "create options of", "TensorRT");
        using var provider = new TensorRTOptionsHandle(native);
        if (count > 0)
            OrtStatus.Check(api.UpdateProviderOptions(OrtApiIndex.UpdateTensorRTProviderOptions)(native, keys, values, (nuint)count), "take the options of", "TensorRT");
        OrtStatus.Check(api.AppendExecutionProvider(OrtApiIndex.SessionOptionsAppendExecutionProvider_TensorRT_V2)(options, native), "add the execution provider", "TensorRT");
    }

    private static nint[] Addresses(byte[][] pinned) => Array.ConvertAll(pinned, p => (nint)NativeText.Address(p));
}
