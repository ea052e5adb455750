// Before all else: parts that need the script ([data-needs-script]) may show.
document.documentElement.classList.add('scripted');
