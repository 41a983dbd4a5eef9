using System.Globalization;
using TransferLab.Errors;

namespace TransferLab.Runtime;

/// <summary>Where models run: the CPU, a CUDA device, or a device of a provider library that is loaded at run time.</summary>
public sealed record ComputeDevice
{
    private ComputeDevice(string name, int index) => (Name, Index) = (name, index);

    /// <summary>The CPU; the default everywhere.</summary>
    public static ComputeDevice Cpu { get; } = new("cpu", 0);
    /// <summary>The first CUDA device if one can be used, else the CPU. The only choice that falls back.</summary>
    public static ComputeDevice Auto { get; } = new("auto", 0);
    /// <summary><c>cpu</c>, <c>auto</c>, <c>cuda</c>, or the name of a provider of the <see cref="ProviderLibrary"/>.</summary>
    public string Name { get; }
    /// <summary>Number of the device among those of its kind; 0 for the first.</summary>
    public int Index { get; }
    /// <summary>File of a plug-in execution provider that brings the device (a library with <c>CreateEpFactories</c>,
    /// as ONNX Runtime's documentation of plug-in providers describes); null for what is built in.</summary>
    public string? ProviderLibrary { get; private init; }

    /// <summary>A CUDA device; needs a build with <c>-p:Accelerator=cuda</c>, a driver, CUDA 13 and cuDNN 9.</summary>
    /// <param name="index">Its number, 0 for the first.</param>
    public static ComputeDevice Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new ComputeDevice("cuda", index);
    }

    /// <summary>Reads a device as a person writes it.</summary>
    /// <param name="text"><c>cpu</c>, <c>auto</c>, <c>cuda</c> or <c>cuda:N</c> in any case; with a provider library the name of one of its providers, or
    /// <c>auto</c> for the first of them.</param>
    /// <param name="providerLibrary">File of a plug-in execution provider; null for what is built in.</param>
    /// <exception cref="FormatException">The text is no device.</exception>
    public static ComputeDevice Parse(string text, string? providerLibrary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Trim().Split(':');
        var name = parts[0].ToLowerInvariant();
        var index = 0;
        var known = name is "cpu" or "auto" or "cuda" || (providerLibrary is not null && name.Length > 0);
        var indexed = parts.Length == 1
            || (parts.Length == 2 && name is not ("cpu" or "auto") && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index));
        if (!known || !indexed)
            throw new FormatException($"'{text}' is no device. Known are cpu, cuda, cuda:N (N is 0 for the first) and auto"
                + (providerLibrary is null ? "; other devices come with a provider library." : ", and the providers of the library, NAME or NAME:N."));
        return (name, providerLibrary) switch
        {
            ("cpu", null) => Cpu,
            ("auto", null) => Auto,
            _ => new ComputeDevice(name, index) { ProviderLibrary = providerLibrary is null ? null : Path.GetFullPath(providerLibrary) },
        };
    }

    /// <summary>The device that is really used: itself, or what <see cref="Auto"/> comes to. Tried once in the life of a process.</summary>
    /// <exception cref="DeviceException">It cannot be used here.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public ComputeDevice Resolve() => Resolve(out _);

    /// <summary>The device that is really used, and why it is not a better one.</summary>
    /// <param name="fallBack">Why <see cref="Auto"/> came to the CPU; null when it did not.</param>
    /// <exception cref="DeviceException">It cannot be used here.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public ComputeDevice Resolve(out string? fallBack)
    {
        var resolved = DeviceResolver.Resolve(this);
        fallBack = resolved.FallBack;
        return resolved.Device;
    }

    /// <summary>As <see cref="Parse"/> reads it, e.g. <c>cuda:1</c>; the provider library is not part of it.</summary>
    public override string ToString() => Index == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}:{Index}");

    internal ComputeDevice Called(string name) => new(name, Index) { ProviderLibrary = ProviderLibrary };
}

/// <summary>A device was asked for that cannot be used here. The message says why and what to do.</summary>
/// <param name="message">What was wrong, where, and what to do.</param>
/// <param name="inner">What caused it; null for nothing.</param>
public sealed class DeviceException(InputMessage message, Exception? inner = null) : SettingException(message, inner);
