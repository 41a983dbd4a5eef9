using Microsoft.ML;
using TransferLab.Errors;

namespace TransferLab.MLNet;

/// <summary>TransferLab's training on <see cref="MLContext"/> itself, whose log it writes to.</summary>
public static class FineTuneImagesCatalog
{
    /// <summary>An estimator that fine-tunes a backbone on the images of the data. Progress goes to <see cref="MLContext.Log"/>.</summary>
    /// <param name="context">The context.</param>
    /// <param name="options">What to do.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static FineTuneImagesEstimator FineTuneImages(this MLContext context, FineTuneImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Embed && options.Output is null)
            throw new SettingException("A model that names its package needs one that stays: set Output, or leave Embed at true.");
        return new(context, options);
    }
}
