import { restoreTheme } from './ui/theme';
import './viewer/viewer-page';

restoreTheme();
