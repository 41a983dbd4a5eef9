using Microsoft.ML.OnnxRuntime;

namespace TransferLab.Runtime.Native;

/// <summary>Writes <see cref="SessionSettings"/> into the runtime's options.</summary>
internal static class SessionOptionsFactory
{
    /// <exception cref="ArgumentException">A setting is out of range, or a provider is not available.</exception>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="OrtException">The runtime refused a setting.</exception>
    public static SessionOptions Create(SessionSettings settings)
    {
        if (settings.Threads < 0)
            throw new ArgumentException($"SessionSettings.Threads is {settings.Threads}; it must be 0 (all cores) or more.", nameof(settings));
        if (!Enum.IsDefined(settings.Optimization))
            throw new ArgumentException($"SessionSettings.Optimization is {settings.Optimization}, which is no level of optimization.", nameof(settings));
        var device = DeviceResolver.Resolve(settings.Device);
        _ = OrtEnvironment.Instance;
        var options = new SessionOptions();
        try
        {
            OrtErrors.Guard("take the session's settings", null, () =>
            {
                // The runtime's own 0 means physical cores, and pins its threads to them: wrong in containers and with hyper-threads.
                options.IntraOpNumThreads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
                options.GraphOptimizationLevel = (GraphOptimizationLevel)settings.Optimization;
                options.EnableMemoryPattern = settings.MemoryPattern;
                options.EnableCpuMemArena = settings.CpuArena;
                OrtFunctions.SetDeterministicCompute(options, settings.Deterministic);
                options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
                foreach (var (key, value) in settings.ConfigEntries)
                    options.AddSessionConfigEntry(key, value);
                if (settings.ProfilePrefix is { } prefix)
                {
                    options.ProfileOutputPathPrefix = prefix;
                    options.EnableProfiling = true;
                }
                if (settings.OptimizedModelPath is { } optimized)
                    options.OptimizedModelFilePath = optimized;
            });
            device.AppendTo(options);
            foreach (var provider in settings.Providers)
                AppendProvider(options, provider);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void AppendProvider(SessionOptions options, ExecutionProvider provider)
    {
        const string Suffix = "ExecutionProvider";
        var name = provider.Name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? provider.Name[..^Suffix.Length] : provider.Name;
        var known = OrtRuntime.AvailableProviders.FirstOrDefault(p => p.Equals(name + Suffix, StringComparison.OrdinalIgnoreCase));
        if (known is null)
            throw new ArgumentException($"The execution provider '{provider.Name}' is not part of this ONNX Runtime ({OrtRuntime.Version}). "
                + $"It has: {string.Join(", ", OrtRuntime.AvailableProviders)}. Other ones come with other packages of ONNX Runtime, or as a provider library.",
                nameof(provider));
        var pairs = provider.Options?.ToDictionary() ?? [];
        OrtErrors.Guard("add the execution provider", name, () =>
        {
            switch (known)
            {
                case "CPUExecutionProvider":
                    // Always there, after all others.
                    break;
                case "CUDAExecutionProvider":
                    using (var cuda = new OrtCUDAProviderOptions())
                    {
                        cuda.UpdateOptions(pairs);
                        options.AppendExecutionProvider_CUDA(cuda);
                    }
                    break;
                case "TensorrtExecutionProvider":
                    using (var tensorrt = new OrtTensorRTProviderOptions())
                    {
                        tensorrt.UpdateOptions(pairs);
                        options.AppendExecutionProvider_Tensorrt(tensorrt);
                    }
                    break;
                default:
                    options.AppendExecutionProvider(known, pairs);
                    break;
            }
        });
    }
}
