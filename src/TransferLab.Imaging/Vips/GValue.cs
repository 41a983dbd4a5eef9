using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>GObject's variant: a type and two machine words of payload (24 bytes on every 64-bit platform).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    /// <summary>G_TYPE_BOOLEAN: fundamental types are numbered and shifted by two.</summary>
    internal const nuint Boolean = 5 << 2;

    /// <summary>G_TYPE_INT.</summary>
    internal const nuint Int32 = 6 << 2;

    /// <summary>G_TYPE_STRING.</summary>
    internal const nuint String = 16 << 2;

    internal nuint Type;
    internal long Data0;
    internal long Data1;
}
