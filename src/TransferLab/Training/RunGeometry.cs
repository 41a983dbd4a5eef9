using TransferLab.Backbones;
using TransferLab.Imaging;

namespace TransferLab.Training;

/// <summary>The resize and crop rule of a backbone, as the imaging library takes it.</summary>
public static class RunGeometry
{
    /// <summary>The geometry that brings images to a backbone's input.</summary>
    public static ImageGeometry Of(BackboneSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ImageGeometry
        {
            Width = spec.Width,
            Height = spec.Height,
            Mode = spec.ResizeMode switch
            {
                Backbones.ResizeMode.Squash => Imaging.ResizeMode.Stretch,
                Backbones.ResizeMode.Pad => Imaging.ResizeMode.Letterbox,
                _ => Imaging.ResizeMode.CenterCrop,
            },
            ResizeScale = spec.ResizeMode == Backbones.ResizeMode.Crop ? 1 / spec.ResizeScale : 1,
            Interpolation = spec.Interpolation == Backbones.Interpolation.Bicubic ? Imaging.Interpolation.Bicubic : Imaging.Interpolation.Bilinear,
        };
    }
}
