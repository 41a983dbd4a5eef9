using System.Collections.Concurrent;
using System.Globalization;

namespace TransferLab.Runtime.Native;

/// <summary>Finds out whether a device can be used, by making a session on it: that a provider is built in says nothing about the machine.</summary>
internal static class DeviceResolver
{
    private static readonly ResolvedDevice s_cpu = new(ComputeDevice.Cpu, _ => { }, null);
    private static readonly ConcurrentDictionary<ComputeDevice, Lazy<ResolvedDevice>> s_known = new();
    // A library is registered once: the device that its name or "auto" came to is asked for again, by the name of its provider.
    private static readonly ConcurrentDictionary<string, Lazy<OrtEpDevice[]>> s_libraries = new(StringComparer.Ordinal);

    /// <exception cref="DeviceException">It cannot be used here.</exception>
    public static ResolvedDevice Resolve(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device == ComputeDevice.Cpu ? s_cpu : s_known.GetOrAdd(device, d => new Lazy<ResolvedDevice>(() => Try(d))).Value;
    }

    private static ResolvedDevice Try(ComputeDevice device)
    {
        _ = OrtEnvironment.Instance;
        if (device.ProviderLibrary is { } library)
            return Probe(Plugin(device, library), $"the provider library '{library}'");
        if (device != ComputeDevice.Auto)
            return Probe(Cuda(device), $"'{device}'");
        try
        {
            return Resolve(ComputeDevice.Cuda());
        }
        catch (DeviceException e)
        {
            return s_cpu with { FallBack = e.Message };
        }
    }

    private static ResolvedDevice Cuda(ComputeDevice device)
    {
        if (!OrtRuntime.AvailableProviders.Contains("CUDAExecutionProvider", StringComparer.Ordinal))
            throw new DeviceException($"The device '{device}' cannot be used: this build has ONNX Runtime {OrtRuntime.Version} for the CPU alone. "
                + "Build with -p:Accelerator=cuda (linux-x64 and win-x64), or choose the device cpu.");
        // TensorFloat-32, which is on by default, keeps 10 bits of a product: more than rounding, and more than packages' golden images and gradient checks
        // allow.
        var options = new Dictionary<string, string> { ["device_id"] = device.Index.ToString(CultureInfo.InvariantCulture), ["use_tf32"] = "0" };
        return new ResolvedDevice(device, session =>
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(options);
            session.AppendExecutionProvider_CUDA(cuda);
        }, new OrtMemoryInfo("Cuda", OrtAllocatorType.DeviceAllocator, device.Index, OrtMemType.Default));
    }

    private static ResolvedDevice Plugin(ComputeDevice device, string library)
    {
        if (!File.Exists(library))
            throw new DeviceException($"The provider library '{library}' does not exist.");
        var added = s_libraries.GetOrAdd(library, l => new Lazy<OrtEpDevice[]>(() => Register(l))).Value;
        var matching = added.Where(d => device.Name == "auto" || Named(d.EpName, device.Name)).ToArray();
        if (device.Index >= matching.Length)
        {
            var has = string.Join(", ", added.Select(d => $"{d.EpName} on {d.HardwareDevice.Vendor} {d.HardwareDevice.Type}").DefaultIfEmpty("none"));
            throw new DeviceException($"The provider library '{library}' has no device '{device}' on this machine. It has: {has}.");
        }
        var chosen = matching[device.Index];
        var memory = chosen.GetMemoryInfo(OrtDeviceMemoryType.DEFAULT);
        return new ResolvedDevice(device.Called(chosen.EpName),
            session => session.AppendExecutionProvider(OrtEnvironment.Instance, [chosen], new Dictionary<string, string>()),
            memory is null || memory.GetDeviceType() == OrtMemoryInfoDeviceType.CPU ? null : memory);
    }

    private static OrtEpDevice[] Register(string library)
    {
        var env = OrtEnvironment.Instance;
        var before = env.GetEpDevices().Select(d => d.EpName).ToHashSet(StringComparer.Ordinal);
        try
        {
            env.RegisterExecutionProviderLibrary(Path.GetFileNameWithoutExtension(library), library);
        }
        catch (OnnxRuntimeException e)
        {
            var error = OrtErrors.Translate(e, "load the provider library", $"'{library}'");
            throw new DeviceException($"{error.Message} It must be a plug-in execution provider for this platform, with all that it needs.", error);
        }
        return [.. env.GetEpDevices().Where(d => !before.Contains(d.EpName))];
    }

    private static bool Named(string provider, string name) => provider.Equals(name, StringComparison.OrdinalIgnoreCase)
        || provider.Equals(name + "ExecutionProvider", StringComparison.OrdinalIgnoreCase);

    private static ResolvedDevice Probe(ResolvedDevice device, string name)
    {
        try
        {
            using var options = new SessionOptions();
            device.AppendTo(options);
            using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(IdentityModel.Of(TensorElementType.Float), options);
            return device;
        }
        catch (OnnxRuntimeException e)
        {
            var error = OrtErrors.Translate(e, "use the device", name);
            throw new DeviceException($"The device {name} cannot be used: {Reason(error.Message)} "
                + "A CUDA device needs NVIDIA's driver, CUDA 13 and cuDNN 9 where the system looks for libraries; other providers need what their makers say. "
                + "Or choose the device cpu.", error);
        }
    }

    // The runtime's words begin with its own source lines; what the user needs is their end.
    private static string Reason(string words)
    {
        var text = words.ReplaceLineEndings(" ").Trim();
        var at = text.LastIndexOf(" FAIL : ", StringComparison.Ordinal);
        return (at < 0 ? text : text[(at + " FAIL : ".Length)..]).TrimEnd('.') + ".";
    }
}

/// <summary>A device that can be used.</summary>
/// <param name="Device">Which it is; never <see cref="ComputeDevice.Auto"/>.</param>
/// <param name="AppendTo">Adds its provider to options.</param>
/// <param name="Memory">Its memory; null when it works in the host's.</param>
/// <param name="FallBack">Why it is not the device that was hoped for; null when it is.</param>
internal sealed record ResolvedDevice(ComputeDevice Device, Action<SessionOptions> AppendTo, OrtMemoryInfo? Memory, string? FallBack = null);
