using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>
/// A window into an image through which pixels are computed. Regions belong to the thread that made them, so unlike
/// vips_image_write this reads without handing the work to libvips' own threads.
/// </summary>
internal sealed class VipsRegion : SafeHandle
{
    internal VipsRegion(VipsImage image)
        : base(0, ownsHandle: true)
    {
        SetHandle(VipsNative.vips_region_new(image.Pointer));
        if (IsInvalid)
            throw new VipsException(VipsLibrary.TakeError());
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Lets the region look straight at its image's memory.</summary>
    internal void AttachToImage(in VipsRect area)
    {
        if (VipsNative.vips_region_image(handle, area) != 0)
            throw new VipsException(VipsLibrary.TakeError());
    }

    /// <summary>Computes <paramref name="area"/> into <paramref name="destination"/> at (x, y).</summary>
    internal void PrepareTo(VipsRegion destination, in VipsRect area, int x, int y)
    {
        if (VipsNative.vips_region_prepare_to(handle, destination.handle, area, x, y) != 0)
            throw new VipsException(VipsLibrary.TakeError());
    }

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}
