using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>A reference to a VipsImage: a header and a promise of pixels.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    internal VipsImage(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    public override bool IsInvalid => handle == 0;

    internal nint Pointer => handle;

    internal int Width => VipsNative.vips_image_get_width(handle);

    internal int Height => VipsNative.vips_image_get_height(handle);

    internal int Bands => VipsNative.vips_image_get_bands(handle);

    internal VipsBandFormat Format => VipsNative.vips_image_get_format(handle);

    internal VipsInterpretation Interpretation => VipsNative.vips_image_get_interpretation(handle);

    internal bool HasAlpha => VipsNative.vips_image_hasalpha(handle) != 0;

    internal int Pages => VipsNative.vips_image_get_n_pages(handle);

    /// <summary>The EXIF orientation, 1 to 8; 1 when there is none.</summary>
    internal int Orientation => VipsNative.vips_image_get_orientation(handle) is >= 1 and <= 8 and var value ? value : 1;

    /// <summary>Whether EXIF holds a latitude or longitude.</summary>
    internal bool HasLocation => VipsNative.vips_image_get_typeof(handle, "exif-ifd3-GPSLatitude") != 0 || VipsNative.vips_image_get_typeof(handle, "exif-ifd3-GPSLongitude") != 0;

    /// <summary>The embedded ICC profile, valid as long as this handle; empty when there is none.</summary>
    internal ReadOnlySpan<byte> IccProfile
    {
        get
        {
            const string name = "icc-profile-data";
            if (VipsNative.vips_image_get_typeof(handle, name) == 0
                || VipsNative.vips_image_get_blob(handle, name, out var data, out var length) != 0)
                return default;
            return new ReadOnlySpan<byte>(data, checked((int)length));
        }
    }

    /// <summary>Wraps pixels in memory without copying; they must outlive the image.</summary>
    internal static VipsImage OverMemory(void* data, nuint size, int width, int height, int bands, VipsBandFormat format)
    {
        VipsLibrary.EnsureReady();
        var image = VipsNative.vips_image_new_from_memory(data, size, width, height, bands, format);
        return image != 0 ? new VipsImage(image) : throw new VipsException(VipsLibrary.TakeError());
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}
