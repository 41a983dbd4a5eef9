using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>libvips' rectangle: four C ints, in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct VipsRect(int Left, int Top, int Width, int Height);
